"""Does the page of a dossier keep accounts apart? Each claim in its own account with its speaker, in every picture and table."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.acknowledgement.ladders import Manner
from herald.disclosure.dossierview import DossierView, view
from herald.disclosure.incidents import DossierShown, Facts, SealedShown, dossier
from herald.disclosure.viewer import CELL as SEEN_BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import answer
from herald.formats.mission import dossier as words
from herald.incident.codes import ActCode, Edge, IncidentState, IncidentStep, Known, Modality, SourceKind
from herald.incident.contents import Citation, Claim, NamedBy, Place, When
from herald.incident.holding import Held, Result
from herald.pages import incidentchart
from herald.pages.dossier import dossier as page
from herald.record.incidents import AccountGiven, CasualtiesStated, Cited, ClaimMade, Incident, SourceNamed
from herald.record.onrecord import Item, OnRecord
from herald.record.stated import Stated
from herald.units import HOUR, MINUTE, Instant, PartyId
from tests.desk.incidents import AT_SEA, TEN, account, act, casualties, claim, figure, named, opened, source
from tests.disclosure.test_dossier import Apart
from tests.pages.reading import parsed

CELL, NAMES = PartyId("neutral-cell"), ("aster", "birch", "cedar-relief")
LEAF = bytes(32)
ARABIC = "\u062a\u0645\u0631\u064a\u0646: \u0642\u0637\u0639\u0648\u0627 \u0627\u0644\u0637\u0631\u064a\u0642"
Change = Callable[[Claim], Claim]


class Told:
    """An incident of several sides, made by hand. `parties` are who they are, in the order in which each is first named."""

    def __init__(self, *parties: str) -> None:
        self.parties = tuple(map(PartyId, parties or NAMES))
        self.items: list[Item] = []
        self.held: list[Held] = []
        started = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, ())
        by = tuple(NamedBy("EXERCISE: the cell", named(f"EXERCISE: side {n}", p)) for n, p in enumerate(self.parties))
        self.add(started, opened(parties=by), 0, None)

    def add(self, done: object, content: object, of: int, name: str | None) -> int:
        index = 7 + 3 * len(self.items)
        leaf, received = sha256(str(index).encode()).digest(), Instant(TEN + index * MINUTE)
        stated = Stated(content, name, (), False)  # type: ignore[arg-type]  # as the act has it
        number = of or (self.items[0].index if self.items else index)
        self.items.append(Item(index, number, CELL, "a" * 32, received, leaf, done, stated))  # type: ignore[arg-type]
        return index

    @property
    def number(self) -> int:
        return self.items[0].index

    def account(self, side: int | None = None, title: str = "EXERCISE: a statement") -> int:
        whose = None if side is None else self.parties[side]
        given_ = AccountGiven(self.number, LEAF, Manner.PAPER, self.number, whose)
        return self.add(given_, account(whose, title=title), 0, "EXERCISE: Maj. Alder")

    def claim(self, of: int, text: str, replaces: int | None = None, **stated: object) -> int:
        we, they = (named(f"EXERCISE: a column {n}", party) for n, party in enumerate(self.parties[:2]))
        told = act(ActCode.NOTICE_GIVEN, we, they)
        content = replace(claim(text, told, party=self.parties[0]), **stated)  # type: ignore[arg-type]
        index = self.add(
            ClaimMade(self.number, LEAF, of, replaces), content, of, f"EXERCISE: speaker {len(self.items)}"
        )
        result = list(Result)[len(self.held) % 4]
        self.held.append(Held(index, 0, result, f"EXERCISE: the notice of {self.parties[0]}", (3,)))
        return index

    def source(self, title: str) -> int:
        return self.add(SourceNamed(None, self.number, LEAF, self.number), source(title=title), 0, None)

    def casualties(self, speaker: str, **stated: object) -> int:
        done = CasualtiesStated(None, self.number, LEAF, self.number, None)
        return self.add(done, casualties(figure(**stated)), 0, speaker)  # type: ignore[arg-type]

    def shown(self, viewer: Viewer = SEEN_BY_THE_CELL) -> DossierShown:
        of = OnRecord(True, self.number, tuple(self.items))
        sealed = (SealedShown(3, "notice", self.parties[0], Instant(TEN - 30 * HOUR)),)
        found = dossier(Facts(of, tuple(self.held), (), "exercise/log", 900, LEAF, TEN, sealed), viewer)
        assert found is not None
        return found

    def view(self) -> DossierView:
        return view(self.shown())

    def page(self) -> str:
        return page(self.view())


def at(minutes: int, until: int | None = None) -> When:
    ends = None if until is None else Instant(TEN + until * MINUTE)
    return When(Instant(TEN + minutes * MINUTE), f"EXERCISE: {minutes} past", ends)


def quarrel(*parties: str, title: str = "EXERCISE: what one side says") -> Told:
    """Everything a page can hold that is drawn: times, places, figures, sources; in two accounts and a report."""
    told = Told(*parties)
    one, other, third = told.account(0, title), told.account(1), told.account()
    told.claim(one, "EXERCISE: alpha", when=at(0, 5), places=(AT_SEA,))
    told.claim(other, f"EXERCISE: {ARABIC}", language="ar", when=at(3), places=(replace(AT_SEA, within_mm=None),))
    first = told.claim(third, "EXERCISE: gamma", quoted=False, modality=Modality.APPEARS)
    told.claim(third, "EXERCISE: delta", replaces=first, when=When(None, "EXERCISE: earlier", TEN))
    report, origin = told.source("EXERCISE: a report"), told.source("EXERCISE: its origin")
    told.add(Cited(origin, Edge.QUOTES, told.number, LEAF, report), Citation((), None, None), report, None)
    told.casualties("EXERCISE: one", low=4, high=7)
    told.casualties("EXERCISE: other", state=Known.UNKNOWN, low=None, high=None)
    told.casualties("EXERCISE: one", low=9, high=None)
    return told


@pytest.fixture(scope="module")
def told() -> Told:
    return quarrel()


# -- Apart -----------------------------------------------------------------------------------------------------------------

LETTERS = st.text("abcdefghijklmnop", min_size=6, max_size=10)
SAID = st.lists(st.tuples(st.integers(0, 3), LETTERS, st.booleans(), st.booleans()), min_size=1, max_size=12)


@given(SAID)
@settings(deadline=None, max_examples=40)
def test_whatever_is_claimed_each_claim_stands_in_one_account_with_its_speaker(
    said: list[tuple[int, str, bool, bool]],
) -> None:
    told = Told()
    accounts = [told.account(side if side < 3 else None) for side in range(4)]
    before: dict[int, int] = {}
    texts = {}
    for number, (side, text, quoted, corrects) in enumerate(said):
        whole = f"EXERCISE: words {number} {text}"
        replaces = before.get(side) if corrects else None
        before[side] = told.claim(accounts[side], whole, replaces, quoted=quoted, when=at(number), places=(AT_SEA,))
        texts[whole] = accounts[side]
    read = Apart()
    read.feed(told.page())
    for whole, of in texts.items():
        here = [(where, which) for where, which, _, text in read.said if whole in text]
        assert {where for where, _ in here} == {str(of)}
        (which,) = {which for _, which in here}
        assert "".join(text for _, number, speaks, text in read.said if speaks and number == which).strip()
    for _, _, _, text in read.said:
        assert len({of for whole, of in texts.items() if whole in text}) <= 1
    _apart_as_json(told.shown(), texts)


def _apart_as_json(shown: DossierShown, texts: dict[str, int]) -> None:
    document = json.loads(answer.text(words.document(shown)))
    accounts = document.pop("accounts")
    assert not [whole for whole in texts if whole in json.dumps(document)]
    for each in accounts:
        own = [whole for whole, of in texts.items() if of == each["index"]]
        assert all(whole in json.dumps(each) for whole in own)
        assert not [whole for whole in texts if whole not in own and whole in json.dumps(each)]
        for made in each["claims"]:
            assert made["stated"]["speaker"]["kind"]
            assert made["name"]


def test_a_line_of_the_terminal_has_the_words_of_one_claim_and_its_speaker_before_them(told: Told) -> None:
    lines = words.comparisons(told.view()).splitlines()
    for text in ("EXERCISE: alpha", "EXERCISE: delta"):
        (line,) = (line for line in lines if text in line)
        assert "EXERCISE: speaker" in line.partition(text)[0]


def test_only_a_speakers_own_words_stand_in_quotation_marks(told: Told) -> None:
    told = Told()
    of = told.account(0)
    told.claim(of, "EXERCISE: said so", quoted=True)
    told.claim(of, "EXERCISE: meant so", quoted=False)
    html = told.page()
    assert "&ldquo;EXERCISE: said so&rdquo;</blockquote>" in html
    assert "&ldquo;EXERCISE: meant so" not in html
    assert '<p class="tag">paraphrase</p>' in html


def test_lines_of_words_stay_lines_and_what_cannot_be_seen_is_made_visible() -> None:
    told = Told()
    told.claim(told.account(0), 'EXERCISE: one\ntwo <script>alert("x")</script> \u202egnp')
    html = told.page()
    assert "EXERCISE: one<br>two &lt;script&gt;" in html
    assert "<script" not in html
    assert "\\u202egnp" in html


def test_words_in_another_script_carry_their_language_and_run_their_own_way(told: Told) -> None:
    assert f'<blockquote lang="ar" dir="auto">&ldquo;EXERCISE: {ARABIC}&rdquo;</blockquote>' in told.page()


def test_a_side_that_gave_no_account_has_a_column_and_it_says_so(told: Told) -> None:
    html = told.page()
    (absent,) = re.findall(r'<article class="account absent">.*?</article>', html, re.DOTALL)
    assert "EXERCISE: side 2" in absent
    assert "<b>not given</b>" in absent


def test_what_was_corrected_stays_struck_in_its_account(told: Told) -> None:
    assert "EXERCISE: gamma</del>" in told.page()


# -- Neutral ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "others", [("birch", "aster", "cedar-relief"), ("zulu", "\u0642\u0627\u0641\u0644\u0629", "a-very-long-name")]
)
def test_relabelling_the_parties_relabels_the_bytes_of_every_form_and_nothing_else(others: tuple[str, ...]) -> None:
    def forms(parties: tuple[str, ...]) -> list[str]:
        told = quarrel(*parties)
        made = [told.page(), answer.text(words.document(told.shown())), words.comparisons(told.view())]
        marks = {party: f"\x01{number}" for number, party in enumerate(parties)}
        one_of = re.compile("|".join(map(re.escape, parties)))
        return [one_of.sub(lambda found: marks[found[0]], text) for text in made]

    assert forms(others) == forms(NAMES)


# -- Drawn -----------------------------------------------------------------------------------------------------------------


def test_every_account_has_a_lane_of_its_own_and_the_record_has_the_last(told: Told) -> None:
    drawn = incidentchart.timeline(told.view().lanes)
    assert drawn is not None
    assert [lane.label for lane in drawn.lanes] == ["account 10", "account 13", "account 16", "the record: sealed"]
    assert [[bar.label for bar in lane.bars] for lane in drawn.lanes] == [["19"], ["22"], ["28"], ["3"]]


def test_an_end_that_is_not_known_has_an_arrow_and_so_has_what_lies_further_out(told: Told) -> None:
    drawn = incidentchart.timeline(told.view().lanes)
    assert drawn is not None
    ends = {bar.label: (bar.before, bar.after) for lane in drawn.lanes for bar in lane.bars}
    assert ends == {"19": (False, False), "22": (False, True), "28": (True, False), "3": (True, False)}


def test_bars_of_one_lane_do_not_cover_one_another() -> None:
    told = Told()
    of = told.account(0)
    for minutes in range(0, 12, 2):
        told.claim(of, f"EXERCISE: {minutes}", when=at(minutes, minutes + 5))
    drawn = incidentchart.timeline(told.view().lanes)
    assert drawn is not None
    (bars,) = (lane.bars for lane in drawn.lanes if lane.label != "the record: sealed")
    spans = [(bar.y, float(bar.left[:-1]), float(bar.left[:-1]) + float((bar.width or "0%")[:-1])) for bar in bars]
    meeting = [
        (one, other)
        for at_, one in enumerate(spans)
        for other in spans[at_ + 1 :]
        if one[0] == other[0] and one[1] < other[2] - 0.01 and other[1] < one[2] - 0.01
    ]
    assert meeting == []


def test_a_time_that_nobody_resolved_is_in_no_lane() -> None:
    told = Told()
    told.claim(told.account(0), "EXERCISE: once", when=When(None, "EXERCISE: some day", None))
    told.held.clear()
    assert incidentchart.timeline(told.view().lanes) is None
    assert "EXERCISE: some day" in told.page()


def test_a_place_is_as_wide_as_it_is_uncertain_and_one_of_unknown_width_has_no_circle(told: Told) -> None:
    drawn = incidentchart.places(told.view().spots, None)
    assert drawn is not None
    wide, unknown = drawn.spots
    assert wide.radius is not None
    assert float(wide.radius) > 100
    assert unknown.radius is None
    assert "how exactly is not stated" in unknown.title
    assert [label.text for label in drawn.names] == ["19 (account 10)", "22 (account 13)"]


@pytest.mark.parametrize("lon", [-179_999_000_000, 0, 179_999_000_000])
@pytest.mark.parametrize("lat", [-90_000_000_000, 0, 89_999_000_000])
@pytest.mark.parametrize("within_mm", [0, 10_000_000, 20_000_000_000])
def test_a_place_anywhere_on_earth_is_drawn_within_the_map(lon: int, lat: int, within_mm: int) -> None:
    told = Told()
    told.claim(told.account(0), "EXERCISE: there", places=(Place(lat, lon, "EXERCISE: there", within_mm),))
    drawn = incidentchart.places(told.view().spots, None)
    assert drawn is not None
    (spot,) = drawn.spots
    assert 0 <= float(spot.x) <= 1000
    assert 0 <= float(spot.y) <= 640


def test_figures_are_drawn_source_by_source_and_what_is_not_stated_is_no_number(told: Told) -> None:
    one, other = incidentchart.figures(told.view().series)
    assert [step.said for step in one.ranges] == ["4 to 7", "at least 9"]
    assert [step.open_above for step in one.ranges] == [False, True]
    (step,) = other.ranges
    assert (step.said, step.top, step.height) == ("unknown", None, 0.0)
    assert one.most == other.most == 9


def test_each_result_has_a_shape_of_its_own_beside_its_word(told: Told) -> None:
    marks = re.findall(r'<dt>(<svg class="mark-of".*?</svg>) ([a-z ]+)</dt>', told.page())
    assert [word for _, word in marks] == [result.value for result in Result]
    assert len({shape for shape, _ in marks}) == 4


def test_that_something_is_not_in_the_record_is_never_said_without_what_that_means(told: Told) -> None:
    assert told.page().count("a warning by another channel would not be in it") >= 2


# -- The page as a file ----------------------------------------------------------------------------------------------------


def test_it_is_one_whole_file_that_asks_for_nothing(told: Told) -> None:
    html = told.page()
    read = parsed(html)
    assert read.problems == []
    assert len(read.ids()) == len(set(read.ids()))
    assert not read.all("script") + read.all("link") + read.all("img")
    assert {each.attributes["href"] for each in read.all("a")} == {"#main"}
    assert "url(" not in html
    (policy,) = (each.attributes["content"] for each in read.all("meta") if "http-equiv" in each.attributes)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_same_dossier_is_the_same_bytes(told: Told) -> None:
    assert quarrel().page() == told.page()


def test_an_incident_of_sixty_claims_is_a_page_within_two_seconds_of_work() -> None:
    told = Told()
    accounts = [told.account(side) for side in range(3)]
    cited = [told.source(f"EXERCISE: report {number}") for number in range(12)]
    for one, other in pairwise(cited):
        told.add(Cited(other, Edge.QUOTES, told.number, LEAF, one), Citation((), None, None), one, None)
    for number in range(60):
        place = replace(AT_SEA, lat_e9=-31_928_000_000 + number * 1_000_000)
        told.claim(
            accounts[number % 3],
            f"EXERCISE: claim number {number}",
            when=at(number, number + 9),
            places=(place,),
            sources=(cited[number % 12],),
        )
    begun = time.process_time()
    html = told.page()
    assert time.process_time() - begun <= 2
    assert html.count('class="claim"') == 60


def test_a_source_of_whatever_kind_is_named_in_the_table() -> None:
    told = Told()
    content = source(SourceKind.UNNAMED, outlet=None, title=None, described="EXERCISE: an official")
    told.add(SourceNamed(None, told.number, LEAF, told.number), content, 0, None)
    assert "EXERCISE: an official" in told.page()
