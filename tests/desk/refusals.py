"""Everything that may not be sealed, one row for each way: what is handed in, and with which code it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from herald.canonical import Json
from herald.notice.model import Notice
from herald.record import opening
from herald.record.acts import Act, Erasure, KeyStatement, Mission, Reason, Refusal, Revocation, Role
from herald.record.drafting import NO_POSSESSION, Author
from herald.record.entry import Seen, with_possession
from herald.store.memory import MemoryStore
from herald.units import DAY, MINUTE, Instant, NoticeId, PartyId
from tests.desk import signing
from tests.desk.missions import ASTER, BIRCH, CELL, TEXT, Exercise, Lots, Party, cancel, instead, key, movement
from tests.desk.signing import admission, admitting, filing, line, made, root

COLUMN = movement("column", ASTER)
PATROL = movement("patrol", BIRCH, lat=-30)
ELSEWHERE = movement("elsewhere", ASTER, lat=-29)
CEDAR = PartyId("cedar-relief")


@cache
def _begun(exercise: bool) -> Exercise:
    e = Exercise(MemoryStore(), exercise=exercise).begun()
    e.filed(COLUMN)
    e.filed(PATROL)
    return e


def mission(*, exercise: bool = True) -> Exercise:
    """Two parties that have filed a notice each: Aster's column at index 5, Birch's patrol at index 8. A copy for each test."""
    return signing.copied(_begun(exercise))


def real_mission() -> Exercise:
    return mission(exercise=False)


@dataclass(frozen=True)
class Row:
    """One way to be refused. `known`: is the author known by the signature, so that the refusal is sealed?"""

    code: str
    way: str
    handed: Callable[[Exercise], bytes]
    known: bool = True
    begin: Callable[[], Exercise] = mission


# -- Who ---------------------------------------------------------------------------------------------------------------------------


def _strangers(e: Exercise) -> bytes:
    return filing(e, ELSEWHERE, Author(key(e.lots), ASTER))


def _anothers_key(e: Exercise) -> bytes:
    """Aster's key is named, and Birch's signs."""
    aster, birch = e.party(ASTER), e.party(BIRCH)
    return filing(e, ELSEWHERE, Author(signing.forged(aster.person, birch.person), ASTER))


def _one_bit_of_the_signature(e: Exercise) -> bytes:
    read = opening.submission(filing(e, ELSEWHERE))
    body, _, line = read.entry.data.decode().rpartition(" ")
    at = line.index("A") if "A" in line[20:60] else 30
    flipped = line[:at] + ("B" if line[at] != "B" else "C") + line[at + 1 :]
    return replace(read, entry=replace(read.entry, data=f"{body} {flipped}".encode())).line()


def _a_word_of_the_text(e: Exercise) -> bytes:
    """Its author signed for an exercise; whoever carried it says that it is none."""
    read = opening.submission(filing(e, ELSEWHERE))
    data = read.entry.data.replace(b'"exercise":true', b'"exercise":false')
    return replace(read, entry=replace(read.entry, data=data)).line()


def _revoked(e: Exercise) -> bytes:
    aster = e.party(ASTER)
    signing.sealed(e, signing.revoking(e, root(aster), aster.person))
    return filing(e, ELSEWHERE)


def _with_its_root(e: Exercise) -> bytes:
    signing.sealed(e, signing.revoking(e, signing.cell(e), e.party(ASTER).root))
    return filing(e, ELSEWHERE)


def _too_early(e: Exercise) -> bytes:
    fresh, aster = key(e.lots), e.party(ASTER)
    act = admission(e, ASTER, Role.PERSON, fresh, begins=Instant(e.clock() + 1))
    signing.sealed(e, admitting(e, root(aster), act))
    return filing(e, ELSEWHERE, Author(fresh, ASTER))


def _too_late(e: Exercise) -> bytes:
    aster = e.party(ASTER)
    late = signing.another_person(e, aster, days=1)
    e.clock.move(DAY + 1)
    return filing(e, ELSEWHERE, late)


def _as_another_party(e: Exercise) -> bytes:
    return filing(e, PATROL, e.party(ASTER).author, party=BIRCH)


# -- Who may do what -----------------------------------------------------------------------------------------------------------


def _role(
    by: Callable[[Exercise], Author], act: Callable[[Exercise], Act], values: dict[str, Json] | None = None
) -> Callable[[Exercise], bytes]:
    return lambda e: line(e, by(e), act(e), values)


def _aster(e: Exercise) -> Author:
    return e.party(ASTER).author


def _asters_root(e: Exercise) -> Author:
    return root(e.party(ASTER))


def _a_node_of_aster(e: Exercise) -> Author:
    fresh = key(e.lots)
    signing.sealed(e, admitting(e, _asters_root(e), admission(e, ASTER, Role.NODE, fresh)))
    return Author(fresh, ASTER, machine=True)


def _a_person_of_the_cell(e: Exercise) -> Author:
    fresh = key(e.lots)
    signing.sealed(e, admitting(e, signing.cell(e), admission(e, CELL, Role.PERSON, fresh)))
    return Author(fresh, CELL)


def _by_whom_is(by: Callable[[Exercise], Author], notice: Notice) -> Callable[[Exercise], bytes]:
    def handed(e: Exercise) -> bytes:
        author = by(e)
        return filing(e, notice, author, party=author.party)

    return handed


def _admits(by: Callable[[Exercise], Author], holder: PartyId, role: Role) -> Callable[[Exercise], bytes]:
    return lambda e: admitting(e, by(e), admission(e, holder, role, key(e.lots)))


def _revokes(by: Callable[[Exercise], Author], whose: Callable[[Party], object]) -> Callable[[Exercise], bytes]:
    def handed(e: Exercise) -> bytes:
        gone = whose(e.party(BIRCH))
        return line(e, by(e), Revocation(gone.name, Reason.STOLEN))  # type: ignore[attr-defined]

    return handed


def _some_refusal(e: Exercise) -> Refusal:
    return Refusal(e.party(ASTER).person.name, ASTER, "signature", bytes(32))


def _with_a_person_for_a_machine(e: Exercise) -> bytes:
    return filing(e, ELSEWHERE, replace(_aster(e), machine=True))


def _with_a_machine_for_a_person(e: Exercise) -> bytes:
    return filing(e, ELSEWHERE, replace(_a_node_of_aster(e), machine=False))


# -- Keys ------------------------------------------------------------------------------------------------------------------------


def _a_mission(e: Exercise, signer: Author) -> bytes:
    act = Mission(CELL, str(e.keys.log.verifier), signer.key.verifier.public, NO_POSSESSION, 1, 1)
    return line(e, signer, with_possession(act, signer.key, e.file().origin), seen=None)


def _the_same_key_by_another_name(e: Exercise) -> bytes:
    aster = e.party(ASTER)
    alias = replace(aster.person, name=e.lots(16).hex())
    return admitting(e, root(aster), admission(e, ASTER, Role.PERSON, alias))


def _another_partys_key_by_another_name(e: Exercise) -> bytes:
    alias = replace(e.party(BIRCH).person, name=e.lots(16).hex())
    return admitting(e, _asters_root(e), admission(e, ASTER, Role.PERSON, alias))


def _another_key_by_the_same_name(e: Exercise) -> bytes:
    namesake = key(e.lots, e.party(ASTER).person.name)
    return admitting(e, _asters_root(e), admission(e, ASTER, Role.PERSON, namesake))


def _the_same_key_after_it_was_revoked(e: Exercise) -> bytes:
    aster = e.party(ASTER)
    signing.sealed(e, signing.revoking(e, root(aster), aster.person))
    return admitting(e, root(aster), admission(e, ASTER, Role.PERSON, aster.person))


def _possession(of: Callable[[Exercise, KeyStatement], KeyStatement]) -> Callable[[Exercise], bytes]:
    def handed(e: Exercise) -> bytes:
        return admitting(e, _asters_root(e), of(e, admission(e, ASTER, Role.PERSON, key(e.lots))))

    return handed


def _for_another_log(e: Exercise, act: KeyStatement) -> KeyStatement:
    fresh = key(e.lots)
    return admission(e, ASTER, Role.PERSON, fresh, origin="herald/another-00000000/exercise")


def _revoked_twice(e: Exercise) -> bytes:
    aster = e.party(ASTER)
    signing.sealed(e, signing.revoking(e, root(aster), aster.person))
    return signing.revoking(e, root(aster), aster.person)


# -- Where and when --------------------------------------------------------------------------------------------------------------


def _from_another_mission(e: Exercise, person: bool = True) -> bytes:
    """A notice that its author signed for another mission, in which the same keys count."""
    other = Exercise(MemoryStore(), Lots("another")).begun()
    aster = e.party(ASTER)
    there = Party(ASTER, aster.root, aster.person if person else key(other.lots))
    other.parties[ASTER] = there
    signing.sealed(
        other, other.by_the_cell(admission(other, ASTER, Role.ROOT, aster.root)), other.admitting(there, there.person)
    )
    return filing(other, ELSEWHERE)


def _says(stated: bool | None, exercise: bool | None = None) -> Callable[[Exercise], bytes]:
    """A notice that states whether it is an exercise (None: it does not), in an entry that does."""

    def handed(e: Exercise) -> bytes:
        kept = {} if stated is None else {"exercise": stated}
        changed = {} if exercise is None else {"exercise": exercise}
        return filing(e, replace(ELSEWHERE, kept={**ELSEWHERE.kept, **kept}), **changed)

    return handed


def _ahead(e: Exercise) -> bytes:
    return filing(e, ELSEWHERE, filed=Instant(e.clock() + 6 * MINUTE))


def _a_number_twice(e: Exercise) -> bytes:
    first = filing(e, ELSEWHERE)
    signing.sealed(e, first)
    return filing(e, replace(ELSEWHERE, id=NoticeId("other")), seq=opening.submission(first).entry.statement.seq)


def _has_seen(seen: Callable[[Exercise], Seen]) -> Callable[[Exercise], bytes]:
    return lambda e: filing(e, ELSEWHERE, seen=seen(e))


def _another_root(e: Exercise) -> Seen:
    with e.store.reading() as record:
        return replace(signing.seen_at(record, 9), root=bytes(32))


def _of_a_second_log(e: Exercise) -> Seen:
    """The cell keeps two logs of one name: the party was shown the other."""
    other = Exercise(MemoryStore(), Lots()).begun()
    other.lots.begun = "the other"
    other.filed(movement("only there", ASTER))
    assert other.file().origin == e.file().origin
    with other.store.reading() as record:
        return signing.seen_at(record, 6)


def _between_checkpoints(e: Exercise) -> Seen:
    """Two entries were sealed together: at the size between them nothing was ever signed."""
    return Seen(2, bytes(32))


# -- What ------------------------------------------------------------------------------------------------------------------------


def _after(*first: Notice, then: Notice) -> Callable[[Exercise], bytes]:
    def handed(e: Exercise) -> bytes:
        for notice in first:
            e.filed(notice)
        return filing(e, then)

    return handed


def _erases(by: Callable[[Exercise], Author], index: int, *names: str) -> Callable[[Exercise], bytes]:
    return lambda e: line(e, by(e), Erasure(index, names))


FORWARD = instead(movement("late", ASTER), movement("early", ASTER, lat=-29))
"""It replaces a notice that nobody has filed yet."""

ROWS = (
    Row("key-unknown", "a stranger's key", _strangers, known=False),
    Row(
        "key-unknown", "a mission begun by a stranger", lambda e: _a_mission(e, Author(key(e.lots), CELL)), known=False
    ),
    Row(
        "key-unknown",
        "signed for another mission, in which another key counts",
        lambda e: _from_another_mission(e, False),
        known=False,
    ),
    Row("signature", "one party's key is named and another's signs", _anothers_key, known=False),
    Row("signature", "one bit of the signature is another", _one_bit_of_the_signature, known=False),
    Row("signature", "one word was changed after it was signed", _a_word_of_the_text, known=False),
    Row("key-revoked", "a key after it was revoked", _revoked),
    Row("key-revoked", "a key whose root was revoked", _with_its_root),
    Row("key-not-yet", "a microsecond before the key counts", _too_early),
    Row("key-expired", "a microsecond after the key's time", _too_late),
    Row("wrong-party", "a notice in another party's name", _as_another_party),
    Row("wrong-party", "an erasure of another party's details", _erases(_aster, 8, "details")),
    Row("wrong-party", "an erasure by a person of the cell", _erases(_a_person_of_the_cell, 5, "details")),
    Row("wrong-role", "a root files", _by_whom_is(_asters_root, ELSEWHERE)),
    Row("wrong-role", "the cell's root files", _by_whom_is(signing.cell, replace(ELSEWHERE, party=CELL))),
    Row("wrong-role", "a person of the cell files", _by_whom_is(_a_person_of_the_cell, replace(ELSEWHERE, party=CELL))),
    Row("wrong-role", "a party's machine files", _by_whom_is(_a_node_of_aster, ELSEWHERE)),
    Row("wrong-role", "a person files as a machine", _with_a_person_for_a_machine),
    Row("wrong-role", "a machine files as a person", _with_a_machine_for_a_person),
    Row("wrong-role", "a person admits a key", _admits(_aster, ASTER, Role.PERSON)),
    Row("wrong-role", "a root admits another party's person", _admits(_asters_root, BIRCH, Role.PERSON)),
    Row("wrong-role", "the cell's root admits a party's person", _admits(signing.cell, ASTER, Role.PERSON)),
    Row("wrong-role", "a party's root admits a root of its own", _admits(_asters_root, ASTER, Role.ROOT)),
    Row("wrong-role", "a party's root admits another party's root", _admits(_asters_root, CEDAR, Role.ROOT)),
    Row("wrong-role", "a person revokes", _revokes(lambda e: e.party(BIRCH).author, lambda birch: birch.person)),
    Row("wrong-role", "a root revokes another party's key", _revokes(_asters_root, lambda birch: birch.person)),
    Row("wrong-role", "a root revokes another root", _revokes(_asters_root, lambda birch: birch.root)),
    Row("wrong-role", "a root revokes itself", _revokes(lambda e: root(e.party(BIRCH)), lambda birch: birch.root)),
    Row(
        "wrong-role",
        "the cell revokes the key of a party that has a root",
        _revokes(signing.cell, lambda birch: birch.person),
    ),
    Row("wrong-role", "a party's root seals an agreement", lambda e: signing.version(e, 2, TEXT, _asters_root(e))),
    Row(
        "wrong-role",
        "a person of the cell seals an agreement",
        lambda e: signing.version(e, 2, TEXT, _a_person_of_the_cell(e)),
    ),
    Row("wrong-role", "a person refuses", _role(_aster, _some_refusal)),
    Row("wrong-role", "a party's machine refuses", _role(_a_node_of_aster, _some_refusal)),
    Row("wrong-role", "the cell's root refuses", _role(signing.cell, _some_refusal)),
    Row("wrong-role", "a party's root erases", _erases(_asters_root, 5, "details")),
    Row("wrong-role", "the cell's machine erases", _erases(signing.node, 5, "details")),
    Row("mission-again", "the cell begins a second time", lambda e: _a_mission(e, signing.cell(e))),
    Row("key-again", "the same key by another name", _the_same_key_by_another_name),
    Row("key-again", "another party's key by another name", _another_partys_key_by_another_name),
    Row("key-again", "another key by the same name", _another_key_by_the_same_name),
    Row("key-again", "the same key after it was revoked", _the_same_key_after_it_was_revoked),
    Row("root-again", "a second root beside the first", _admits(signing.cell, ASTER, Role.ROOT)),
    Row(
        "no-possession",
        "another key shows it",
        _possession(lambda e, act: with_possession(act, key(e.lots, act.id), e.file().origin)),
    ),
    Row("no-possession", "shown for another log", _possession(_for_another_log)),
    Row("no-possession", "shown for another party's act", _possession(lambda e, act: replace(act, until_us=e.clock()))),
    Row("no-possession", "nothing shows it", _possession(lambda e, act: replace(act, possession=NO_POSSESSION))),
    Row(
        "key-unknown",
        "a key that was never admitted is revoked",
        lambda e: signing.revoking(e, _asters_root(e), key(e.lots)),
    ),
    Row("key-unknown", "a key is revoked twice", _revoked_twice),
    Row("other-log", "signed for another mission, in which the same key counts", _from_another_mission),
    Row("exercise-mismatch", "a real entry in an exercise", _says(None, exercise=False)),
    Row("exercise-mismatch", "an exercise's entry in a real mission", _says(None, exercise=True), begin=real_mission),
    Row("exercise-mismatch", "a real notice in an exercise", _says(False)),
    Row("exercise-mismatch", "an exercise's notice in a real mission", _says(True), begin=real_mission),
    Row("clock-ahead", "an author's clock that is 6 min ahead", _ahead),
    Row("number-used", "a number again for other bytes", _a_number_twice),
    Row("seen-unknown", "a size at which nothing was ever signed", _has_seen(_between_checkpoints)),
    Row("seen-unknown", "a size that the log has not reached", _has_seen(lambda e: Seen(1000, bytes(32)))),
    Row("seen-unknown", "another root at a size that was signed", _has_seen(_another_root)),
    Row("seen-unknown", "the checkpoint of a second log of this name", _has_seen(_of_a_second_log)),
    Row("id-filed", "an id twice", lambda e: filing(e, COLUMN)),
    Row("id-filed", "an id that another party took", lambda e: filing(e, replace(COLUMN, party=BIRCH))),
    Row("not-your-notice", "another party's notice replaced", lambda e: filing(e, instead(PATROL, ELSEWHERE))),
    Row(
        "not-your-notice",
        "another party's notice cancelled",
        lambda e: filing(e, replace(cancel("x", PATROL), party=ASTER)),
    ),
    Row(
        "succeeded-already",
        "replaced twice",
        _after(instead(COLUMN, ELSEWHERE), then=instead(COLUMN, movement("again", ASTER))),
    ),
    Row(
        "succeeded-already",
        "cancelled after it was replaced",
        _after(instead(COLUMN, ELSEWHERE), then=cancel("x", COLUMN)),
    ),
    Row(
        "succeeded-already",
        "cancelled in advance, twice",
        _after(cancel("x", movement("late", ASTER)), then=cancel("y", movement("late", ASTER))),
    ),
    Row(
        "succeeds-itself",
        "two notices that replace each other",
        _after(FORWARD, then=instead(FORWARD, movement("late", ASTER))),
    ),
    Row(
        "succeeds-itself",
        "three notices in a ring",
        _after(
            FORWARD,
            instead(FORWARD, movement("third", ASTER)),
            then=instead(movement("third", ASTER), movement("late", ASTER)),
        ),
    ),
    Row("version-gap", "the same version again", lambda e: signing.version(e, 1, TEXT)),
    Row("version-gap", "a version left out", lambda e: signing.version(e, 3, TEXT)),
    Row("digest", "the digest of another text", lambda e: signing.version(e, 2, TEXT, its_digest=bytes(32))),
    Row("nothing-to-erase", "a route", _erases(_aster, 5, "route")),
    Row("nothing-to-erase", "details and a route", _erases(_aster, 5, "details", "route")),
    Row("nothing-to-erase", "the text of an agreement", _erases(signing.cell, 2, "text")),
    Row("nothing-to-erase", "the name of a root, which has none", _erases(signing.cell, 3, "name")),
    Row("nothing-to-erase", "details of an entry about a key", _erases(signing.cell, 4, "details")),
    Row("nothing-to-erase", "the answer to a notice", _erases(signing.cell, 5, "answer")),
    Row("nothing-to-erase", "an index that nothing has yet", _erases(signing.cell, 1000, "details")),
    Row("malformed", "an erasure of nothing", lambda e: made(e, _aster(e), Erasure(5, ())).line(), known=False),
)
