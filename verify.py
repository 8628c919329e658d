"""What does a `.herald` bundle prove? Nothing of Herald is asked, and no network.

    python verify.py BUNDLE.herald [--trust FILE] [--json]

FILE is a tlog-policy or the mission's `.mission` file: by it the log is judged, not by the policy that came with the bundle.
Ends with 0 (proved), 1 (not provable: a piece is missing), 4 (refuted: something contradicts itself, or a signature or a hash
fails), 2 (the call was wrong, or a file cannot be read) or 3 (no bundle at all): that is about the entry itself. Of a notice it
says then how far it came with each addressee, and what that is worth against nine claims. The formats: docs/record-format.md, whose
sections are named here; C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy; RFC 9162, section 2.1.
"""

import json
import re
import sys
from argparse import ArgumentParser
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from zipfile import BadZipFile, ZipFile

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("verify: the library cryptography is not here: python3 -m pip install cryptography", file=sys.stderr)
    sys.exit(2)

MOST_BYTES, MOST_MEMBERS, MOST_NOTE, LARGEST, P = 64 * 2**20, 20_000, 32_768, 2**63 - 1, 2**255 - 19
ORDER_8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
EPOCH, YEAR_10000_US, AHEAD_US = datetime(1970, 1, 1, tzinfo=UTC), 253_402_300_800 * 10**6, 300 * 10**6
ALONE = {"VERDICT.txt", "policy", "verify.py"}
DAMM = "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790"
EXERCISE = "EXERCISE: invented parties and acts; nothing of it happened."
WHOSE_LOG = "whose log it is: the policy came with the bundle: compare its log key with the one you were given"
DELIVERY = "that anyone else held it: this bundle carries no ladder, which is the evidence of delivery"
EFFECT = "any effect in law: voluntary; does not create or remove legal protection; not a guarantee"

# Which members has each object, in their order, of which shape? `?`: or null; `*`: a list; `+`: and not an empty one.
SHAPES = """
PLACE party:TEXT prev:HASH? seq:ORDINAL
STANDING last:HASH? party:TEXT seq:N
CHECKED answer:HASH size:N
SEEN root:HASH size:N
TRY at_us:INT channel:CHANNEL result:TRIED to:TEXT
DUE at_us:INT clause:TEXT regime:REGIME
REACHED due:DUE* to:TEXT
statement act:NULL exercise:BOOL fields:NULL filed_us:INT key:NAME kind:KIND machine:BOOL origin:TEXT party:TEXT seen:SEEN? seq:N
routing checked:CHECKED? index:N keys:STANDING+ link:PLACE? received_us:INT to:PLACE*
field salt:HASH value:NULL
mission cell:TEXT log:TEXT possession:SIGNATURE root:HASH separation_mm:N vertical_mm:N
agreement digest:HASH id:TEXT version:ORDINAL
key from_us:INT holder:TEXT id:NAME person:NAME? possession:SIGNATURE public:HASH role:ROLE until_us:INT?
revocation id:NAME reason:REASON
notice action:ACTION agreement:HASH?
entered action:ACTION agreement:HASH? manner:MANNER original:HASH whose:TEXT
refusal author:NAME code:TEXT entry:HASH party:TEXT
erasure index:N names:ERASED+
policy digest:HASH
channels channels:CHANNEL+
attempt of:N tries:TRY+
consignment body:HASH leaf:HASH of:N
gap number:ORDINAL size:ORDINAL
delivery at_us:INT by:MEASURE counts:BOOL of:N size:ORDINAL? to:REACHED+
receipt at_us:INT language:LANGUAGE leaf:HASH manner:MANNER of:N whose:TEXT
spread at_us:INT leaf:HASH of:N step:STEP
response answer:ANSWER clause:TEXT? leaf:HASH of:N
lapse clause:TEXT due_us:INT of:N to:TEXT+
outcome at_us:INT delay_min:N? leaf:HASH of:N outcome:OUTCOME
confirmation leaf:HASH of:N stands:BOOL
call at_us:INT call:NAME channel:TEXT? language:LANGUAGE? of:N? others:TEXT+ purpose:PURPOSE? result:RANG? rung:PLACES? step:CALLED
roster from_us:INT places:PLACES rung_s:ORDINAL until_us:INT
schedule every_s:ORDINAL first_us:INT grace_s:ORDINAL party:TEXT
incident incident:N? leaf:HASH? of:N? state:STATE step:OPENED to:TEXT*
account incident:N leaf:HASH manner:MANNER of:N whose:TEXT?
claim incident:N leaf:HASH of:N replaces:N?
link incident:N leaf:HASH link:LINKED of:N other:N
casualties claim:N? incident:N leaf:HASH of:N revises:N?
release incident:N leaf:HASH of:N to:TEXT+
breach against:TEXT? incident:N leaf:HASH manner:MANNER of:N step:BREACH whose:TEXT?
source copy:HASH? incident:N leaf:HASH of:N
citation cites:N edge:EDGE incident:N leaf:HASH of:N
evidence digest:HASH incident:N leaf:HASH length:N media:TEXT of:N vault:HASH?
custody digest:HASH? incident:N leaf:HASH of:N step:CUSTODY
assessment incident:N leaf:HASH of:N step:FOUND what:FINDING
actor kind:ACTOR leaf:HASH? of:N?
alibi incident:N leaf:HASH notice:N of:N
"""
CHOICES = """
ROLE root person node; REASON lost stolen retired; ACTION new replace cancel; ERASED details name names account persons places
CHANNEL drop mirror; TRIED left taken failed; MEASURE available consigned; MANNER signed voice paper; STEP told confirmed
REGIME notify notify-object consent prohibit permit; RANG answered no-answer busy not-reached
ANSWER noted no-objection objection change-asked cannot-comply granted refused
OUTCOME facilitated partly impeded denied postponed cancelled; PURPOSE notice movement incident stop check medical other
CALLED start rang said read-back agreed disagreed end stop understood stopped checked missed
STATE preliminary under-inquiry closed; OPENED opened changed; LINKED disputes repeats answers revises
BREACH claimed answered countered examined unresolved settled; EDGE quotes paraphrases translates summarises cites-unnamed
CUSTODY opened copied derived exported verified identity-read identity-erased recalled; FOUND proposed agreed disagreed
FINDING geolocation chronolocation sequence filmer grading drift authenticity; ACTOR party unit body person outlet
"""
KINDS = [*dict.fromkeys(re.findall(r"^([a-z]+) ", SHAPES, re.M))][3:]  # behind statement, routing and field
WORDS = {"TEXT": r'"(?:[^"\\]|\\.)*"', "INT": "-?[0-9]+", "N": "[0-9]+", "ORDINAL": "[1-9][0-9]*", "NULL": "null"}
WORDS |= {f"{name}": f'"[0-9a-f]{{{digits}}}"' for name, digits in (("NAME", 32), ("HASH", 64), ("SIGNATURE", 128))}
WORDS |= {"LANGUAGE": '"[a-z]{2,3}"', "PLACES": "[1-9][0-9]?", "BOOL": "true|false"}
for title, *named in [*map(str.split, re.split("[;\n]", CHOICES.strip())), ["KIND", *KINDS]]:
    WORDS[title] = f'"(?:{"|".join(named)})"'
REPEATED = {"": "(?:{0})", "?": "(?:{0}|null)", "*": r"\[(?:(?:{0})(?:,(?:{0}))*)?\]", "+": r"\[(?:{0})(?:,(?:{0}))*\]"}
for title, *named in map(str.split, SHAPES.strip().split("\n")):
    parts = re.findall(r"(\w+):(\w+)([?*+]?)", " ".join(named))
    parts = [f'"{name}":{REPEATED[mark].format(WORDS[word])}' for name, word, mark in parts]
    WORDS[title] = r"\{" + ",".join(parts) + r"\}"
# Whose key signs what, and which fields has that? By kind, or by kind and what its act says it is. About keys: `Judge.entitled`.
NOTICE = "details,heights,id,kind,manner,replaces,route,times"
RULES = f"""
root cell agreement:text policy:text
node cell refusal: attempt: delivery: lapse: call/missed:
node party consignment: gap:
person party notice:{NOTICE} channels:addresses receipt/signed: spread:unit response:reason confirmation:
person cell entered:{NOTICE} receipt/voice:account receipt/paper:account schedule:
person any key/person:name outcome:place,words call:persons,words roster:places incident:stated account:name,stated
person any claim:name,stated link:stated casualties:name,stated breach:name,stated source:name,stated citation:stated
person any evidence:stated custody:stated assessment:stated
person cell release:stated actor:names,stated alibi:stated
"""
RULES = [row.split() for row in RULES.strip().split("\n")]
RULES = {kind: (by, whose, names) for by, whose, *all_of in RULES for kind, names in (one.split(":") for one in all_of)}
FILING, BESIDE, FREE = {"notice", "entered"}, {"gap", "channels", "policy"}, {"policy", "outcome", "confirmation"}
TOLD = {"call", "roster", "schedule", "incident", "breach"}
EARLIER = ("of", "incident", "notice", "cites", "other", "claim", "replaces", "revises")
RUNGS = {"attempt", "consignment", "delivery", "receipt", "spread", "response", "lapse", "outcome", "confirmation"}
# Which answers exist under a clause of each regime (none named: as under notify)?
ANSWERS = {"notify": "noted change-asked cannot-comply", "prohibit": "noted objection", "permit": "noted"}
ANSWERS |= {"notify-object": "noted no-objection objection change-asked cannot-comply"}
ANSWERS |= {"consent": "noted granted refused change-asked cannot-comply"}
# Each claim: who says it, and what? At each level of the evidence: what is it worth, why, what is missing? Section 9.
LEVELS = """
not-ours | {f} | We never filed that.
written-later | anyone | It was written afterwards.
never-given | {p} | We were never given it.
never-seen | {p} | No officer of ours had it.
told-before | {f} | You had it before it began.
never-answered | {f} | They never answered.
we-answered | {p} | We objected, or answered.
unit-not-told | a unit of {p} | We were never told.
withdrawn | {f} | We had withdrawn it.
the entry | not provable | the entry itself is not proved | {wanting}
not-ours signed | refuted | a person of {f} signed it
not-ours entered | not provable | the cell entered it for {f}, which did not sign it | a confirmation by a person of {f}
not-ours confirmed | refuted | the cell entered it for {f}, which stands by it
not-ours disowned | not provable | the cell entered it for {f}, which disowned it | any signature of {f}: it was disowned
written-later witnessed | refuted | it was in the log by {t}
written-later cell | not provable | the cell alone says when it was sealed | the quorum's cosignatures
never-given consigned | refuted | a machine of {p} opened it
never-given signed | refuted | a person of {p} signed to have it
never-given available | refuted | available from {t}, and tried, as the cell says, on every channel that {p} named
never-given available cell | not provable | available, as the cell alone says | the quorum's cosignatures
never-given gap | not provable | available, and a machine of {p} says not to have got it | its consignment
never-given idle | not provable | available, which no clause takes for delivery | what the clause counts as delivered
never-given vain | not provable | said to be available, and {why} | what the clause counts as delivered
never-given tried | not provable | there were tries to reach {p} | what the clause counts as delivered
never-given attested | not provable | received by {p}, as its recorder alone attests | what the clause counts as delivered
never-given nothing | not provable | addressed, and no more | what the clause counts as delivered
never-seen signed | refuted | a person of {p} signed to have it
never-seen attested | not provable | received by {how}, as its recorder alone attests | a receipt signed by a person of {p}
never-seen nothing | not provable | no receipt | a receipt signed by a person of {p}
told-before before | proved | {p} had it by {t}; it began at {first} at the earliest
told-before after | refuted | that {p} had it is shown only from {t} on; it began at {first} at the earliest
told-before cell | not provable | the cell alone says when {p} had it | the quorum's cosignatures
told-before times | not provable | {p} had it by {t} | when it began: the field times, revealed, with a first instant
told-before nothing | not provable | nothing shows that {p} had it | a delivery
never-answered answered | refuted | {answer}
never-answered lapse | proved | no answer by {due}{late}
never-answered lapse cell | not provable | no answer by {due}, as the cell alone says{late} | the quorum's cosignatures
never-answered nothing | not provable | no silence was sealed{late} | a lapse, or a deadline that has passed
we-answered answered | proved | {answer}
we-answered lapse | refuted | no answer by {due}
we-answered lapse cell | not provable | no answer by {due}, as the cell alone says | the quorum's cosignatures
we-answered nothing | not provable | no answer | a response signed by a person of {p}
unit-not-told all | refuted | confirmed by each unit that was named: {n}
unit-not-told some | not provable | confirmed by {k} of {n} units, as far as these are revealed | the other units' confirmation
unit-not-told told | not provable | passed on, says {p} | the units' own confirmation
unit-not-told nothing | not provable | not confirmed forward | the units' own confirmation
withdrawn shown | proved | {f} put another in its place; {when}
withdrawn hidden | not provable | {f} filed another later | that it is in place of this: replaces of that, id of this, revealed
withdrawn nothing | not provable | nothing is in its place | a cancel or a replacement
"""
LEVELS = {key: row for key, *row in (line.split(" | ") for line in LEVELS.strip().split("\n"))}
CLAIMS, NOTHING = [key for key in LEVELS if " " not in key], ("nothing", None, {})
LADDERS = {"delivery": "never-given", "receipt": "never-seen", "spread": "unit-not-told", "response": "we-answered"}

WRITTEN = {
    "note": rb"(herald entry 1\n(\{.*\})\n)\n\xe2\x80\x94 ([0-9a-f]{32}) ([A-Za-z0-9+/]{91}=)\n",
    "envelope": rb"herald envelope 1\n(\{.*\})\n",
    "salt": rb"([0-9a-f]{64})\n",
    "fields": rb"(\{.*\})\n",
    "proof": rb"c2sp\.org/tlog-proof@v1\n(?:extra .+\n)?index (0|[1-9][0-9]{0,18})\n((?:[\w+/]{43}=\n){0,63})\n((?:.*\n)+)",
}
LINE = re.compile("\u2014 (.+) (.+)\n")
CHECKPOINT = re.compile(
    r"((herald/[^\s+]+-[0-9a-f]{8}(?:/exercise)?)\n(0|[1-9][0-9]{0,18})\n([\w+/]{43}=)\n)\n((?:\u2014 [^\s+]+ [\w+/]+=*\n){1,100})",
    re.ASCII,
)


def need(holds, what):
    """Refutes what does not hold."""
    if not holds:
        raise ValueError(what)


def sha(*parts):
    """SHA-256 of these bytes, joined."""
    return sha256(b"".join(parts)).digest()


def canonical(value):
    """How is it written in the one way there is? Section 1."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def read_json(data, what):
    """Which value is it? Written in another way (a fraction, a name twice, white space) it is refuted, never repaired."""
    try:
        value = json.loads(data.decode("ascii"), parse_float=int, parse_constant=int)  # int() of either is a ValueError
        json.dumps(value, ensure_ascii=False).encode()  # and so is this of half a surrogate pair
        bare = re.sub(WORDS["TEXT"], "", data.decode())
        levels = accumulate(1 if bracket in "[{" else -1 for bracket in re.findall(r"[][{}]", bare))
        small = all(abs(int(number)) <= LARGEST for number in re.findall("-?[0-9]+", bare))
        same = canonical(value) == data and small and max(levels, default=0) <= 32
    except (ValueError, RecursionError):
        same = False
    need(same, f"{what} is not canonical JSON")
    return value


def fits(value, shape):
    """Is it of this shape?"""
    return re.fullmatch(WORDS[shape], canonical(value).decode()) is not None


def verifies(public, message, signature):
    """Did the holder of this key sign this? RFC 8032. Under a key that is never admitted nobody signed anything. Section 2."""
    y = int.from_bytes(public, "little") % 2**255
    if len(public) != 32 or y >= P or y in {0, 1, P - 1, ORDER_8, P - ORDER_8}:  # not canonical, or of low order
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(name, kind, public):
    """By which four bytes do this key's signatures name it? Kind 1 is an author's or a log's, 4 a witness's."""
    return sha(name.encode(), b"\n", bytes([kind]), public)[:4]


def unbase64(text):
    """Which bytes? Raises ValueError where they would be written in another way."""
    data = b64decode(text, validate=True)
    need(b64encode(data) == text, "base64 that is not written in the one way there is")
    return data


def signed(name, kind, public, text, lines):
    """When did this key sign this text, by these lines? A witness's seconds since 1970, else 0; None if no line is its own."""
    for who, data in lines:
        if (who, data[:4]) == (name, key_id(name, kind, public)):
            at, rest = (int.from_bytes(data[4:12]), data[12:]) if kind == 4 else (0, data[4:])
            message = b"cosignature/v1\ntime %d\n" % at + text if kind == 4 else text
            need(at <= LARGEST and verifies(public, message, rest), f"a signature of {name} does not verify")
            return at
    return None


def read_vkey(text, kind):
    """Which name and which public key?"""
    name, stated, coded = text.split("+", 2)
    data = unbase64(coded.encode())
    need(re.fullmatch(r"[^\s+]+", name) and data[0] == kind and len(data) == 33, f"no key to trust: {text}")
    need(stated == key_id(name, kind, data[1:]).hex(), f"a key that has another id: {text}")
    return name, data[1:]


def read_policy(data):
    """Which logs, which witnesses and groups by name, which quorum? C2SP tlog-policy. Raises ValueError."""
    need(len(data) < 200_000 and not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", data), "too long, or control characters")
    logs, known, quorum, grouped = {}, {"none": ()}, [], []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):  # names are opaque octets
        match re.findall(r"[^ \t]+", line):
            case ["log", key] | ["log", key, _] if key not in logs:
                logs[key] = read_vkey(key, 1)
            case ["witness", name, key] | ["witness", name, key, _] if name not in known:
                known[name] = read_vkey(key, 4)
            case ["group", name, least, *whom] if name not in known and {*whom} <= {*known} - {"none", *grouped}:
                known[name] = (int({"any": 1, "all": len(whom)}.get(least, least)), whom)
                need(1 <= known[name][0] <= len(whom) == len({*whom}), f"not so many in a group: {line}")
                grouped += whom
            case ["quorum", name] if name in known and not quorum:
                quorum.append(name)
            case [first, *_] if not first.startswith("#"):
                need(False, f"a line that no policy has: {line}")
    for keys in ([one[1] for one in logs.values()], [one[1] for one in known.values() if one and type(one[0]) is str]):
        need(len(keys) == len({*keys}), "a key stands in it twice")
    need(quorum, "it has no quorum")
    return logs, known, quorum[0]


def met_at(policy, times):
    """Since which second was the quorum met, if each witness cosigned at its time? None if it never was, or none is asked for."""
    _, known, quorum = policy
    for second in sorted({*times.values()}):
        met = {name for name, at in times.items() if at <= second}
        for name, one in known.items():
            met |= {name} if one and type(one[0]) is int and len(met & {*one[1]}) >= one[0] else set()
        if quorum in met:
            return second
    return None


def readable(value, name="_us"):
    """How does a value read? By what its name ends with: instants in UTC, metres, m/s, degrees, all of them exactly."""
    if isinstance(value, dict):
        return "{" + "; ".join(f"{key}: {readable(each, key)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(readable(each, name) for each in value)}]"
    if type(value) is not int or name == "halts_us":
        return "not stated" if value is None else json.dumps(value, ensure_ascii=False)
    if name.endswith("_us") and 0 <= value < YEAR_10000_US:
        return f"{(EPOCH + timedelta(microseconds=value)).replace(tzinfo=None)} UTC"
    units = {"_um_s": (-6, " m/s"), "_mm": (-3, " m"), "_e9": (-9, "\N{DEGREE SIGN}")}
    power, unit = next((units[end] for end in units if name.endswith(end)), (0, ""))
    return f"{Decimal(value).scaleb(power):f}{unit}"


def aloud(index, leaf):
    """Which digits are read aloud for this entry? Section 7."""
    check, number = "0", f"{int.from_bytes(leaf[:8]) % 10**15:015}"
    for digit in str(index):
        check = DAMM[int(check + digit)]
    return " ".join([f"{index}-{check}:", *(number[at : at + 3] for at in range(0, 15, 3))])


def read_bundle(data):
    """What does each member hold? Section 6. Raises BadZipFile."""
    try:
        need(len(data) <= MOST_BYTES and data.count(b"PK\1\2") <= MOST_MEMBERS, "larger than a bundle may be")
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            plain = all(not info.compress_type and info.file_size == info.compress_size for info in infos)
            need(plain and sum(info.file_size for info in infos) <= len(data), "a member is compressed")
            members = {info.filename: archive.read(info) for info in infos}
        numbered = (re.fullmatch("((?:history|ladder)/(?:0|[1-9][0-9]*))/[a-z]+", name) for name in members)
        rooms = {"entry", *(found[1] for found in numbered if found)}
        names = {f"{room}/{part}" for room in rooms for part in WRITTEN} | ALONE
        more = {f"{room}/witnessed" for room in rooms if not room.startswith("history")}
        odd = [info.filename for info in infos if info.filename not in names | more] + sorted(names - {*members})
        need(not odd and len(infos) == len(members), f"members missing, unknown or twice: {', '.join(odd[:9])}")
    except Exception as error:  # noqa: BLE001  many kinds come out of zipfile for bytes that are no archive
        raise BadZipFile(str(error) or repr(error)) from None
    return members


class Entry:
    """What an entry states, what the cell added, which leaf they make, and what of it is revealed. Sections 2, 3 and 4."""

    def __init__(self, where, data):
        """Holds its parts against their shapes and its commitments; whether it may stand where it stands is judged later."""
        found = {part: re.fullmatch(WRITTEN[part.replace("witnessed", "proof")], data[part]) for part in data}
        wrong = [part for part in found if not found[part] or (part == "note" and len(data[part]) > MOST_NOTE)]
        need(not wrong, f"not as it is written: {', '.join(wrong)}")
        note, envelope, salt, fields, proof = (found[part].groups() for part in WRITTEN)
        said, added = read_json(note[1], "the note"), read_json(envelope[0], "the envelope")
        need(fits(said | {"act": None, "fields": None}, "statement"), "not the members of a statement")
        need(fits(said["act"], said["kind"]), f"not the members of the act of a {said['kind']}")
        need(fits(added, "routing"), "not the members of an envelope")
        need(said["key"].encode() == note[2], "the statement names another key than its signature")
        self.where, self.said, self.added, self.text, self.signature = where, said, added, note[0], unbase64(note[3])
        self.kind, self.act, self.party, self.key = said["kind"], said["act"], said["party"], said["key"]
        self.index, self.link, self.received = added["index"], added["link"], added["received_us"]
        says = [f"{self.kind}/{self.act[name]}" for name in ("manner", "step", "role") if name in self.act]
        *_, (self.by, self.whose, names) = [("", "", ""), *(RULES[x] for x in (self.kind, *says) if x in RULES)]
        self.names = [*filter(None, names.split(","))]
        self.filer = self.act["whose"] if self.kind == "entered" else self.party  # whose notice it is
        speaks = self.act.get("tries") or self.act.get("to") or [self.act.get("whose") or self.party]
        self.whom = {one if type(one) is str else one["to"] for one in speaks}  # of which addressees it speaks
        proofs = [proof, *(found[part].groups() for part in found if part == "witnessed")]
        for at in (one[0].decode() for one in proofs):
            need(self.index == int(at), f"its envelope says index {self.index}, its proof index {at}")
        self.proofs = [(one[2], [*map(unbase64, one[1].split())]) for one in proofs]
        self.known, self.sure = set(), True
        self.seen_s, self.at_s = None, None  # since when a quorum had seen it: by `witnessed`, by either proof
        length = len(data["note"]).to_bytes(8)
        self.leaf = sha(b"herald leaf 1\n", bytes.fromhex(salt[0].decode()), length, data["note"], data["envelope"])
        self.opened, self.revealed, self.checked = {}, {}, added["checked"] or {"answer": None, "size": None}
        sealed = said["fields"] | {"answer": self.checked["answer"]}
        for name, each in read_json(fields[0], "the file of fields").items():
            need(sealed.get(name), f"the field {name} is revealed, which this entry does not have")
            need(type(each) is dict and fits({**each, "value": None}, "field"), f"not as a field is written: {name}")
            salted = b"herald field 1\n", bytes.fromhex(each["salt"]), f"{name}\n".encode(), canonical(each["value"])
            need(sha(*salted).hex() == sealed[name], f"{name} is not the field that was sealed")
            self.opened[name], self.revealed[name] = each, each["value"]

    def roots(self, size, root, hashes):
        """Is it in the tree? Returns which roots the log had before and after it. RFC 9162, section 2.1.3.2."""
        need(self.index < size, f"index {self.index} lies beyond the checkpoint")
        before, after = b"", sha(b"\0", self.leaf)
        value, at, last = after, self.index, size - 1
        for other in hashes:
            need(last, "more hashes in its proof than the tree has levels")
            if at % 2 or at == last:
                value, after, before = (sha(b"\1", other, each) if each else other for each in (value, after, before))
                while at and not at % 2:
                    at, last = at // 2, last // 2
            else:
                value = sha(b"\1", value, other)
            at, last = at // 2, last // 2
        need(not last and value == root, "its proof leads from its leaf to another root")
        return {self.index: (before or sha()).hex(), self.index + 1: after.hex()}


class Judge:
    """What holds, what does not and what is missing, in the order in which one thing rests on another."""

    def __init__(self):
        """Nothing yet."""
        self.lines, self.missing, self.entry, self.held, self.keys, self.at = [], [], None, [], {}, "policy"
        self.states, self.roots, self.given, self.last, self.ladders = {}, {}, {}, {}, []

    def say(self, verdict, text):
        """A line, in which nothing that was filed can look like another line or move the cursor. Without a verdict: of a ladder."""
        self.lines.append((verdict, "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)))

    def lack(self, text, of=None):
        """What the verdict would need, and is not here; what a ladder or its history lacks leaves only that out of account."""
        aside = of and of.aside
        self.say("not provable", f"{of.where} is left out of account, for want of {text}" if aside else text)
        self.missing += [] if aside else [self.lines[-1][1]]
        if of:
            of.sure = False

    def state(self, note, policy):
        """Which state of the log is it, who cosigned it when, and since when did the policy's quorum? Signed by a log of it."""
        if note in self.states:
            return self.states[note]
        found = CHECKPOINT.fullmatch(note.decode())
        need(found and not re.search(rb"[\x00-\x09\x0b-\x1f]", note), "not as a checkpoint is written")
        text, origin, size, root, lines = found.groups()
        text, lines = text.encode(), [(name, unbase64(data.encode())) for name, data in LINE.findall(lines)]
        self.origin = self.states.setdefault("origin", origin)
        need(origin == self.origin, f"a state of another log: {origin}")
        self.logs = {key: one for key, one in policy[0].items() if one[0] == origin}
        by_the_log = 0 in [signed(name, 1, public, text, lines) for name, public in self.logs.values()]
        need(by_the_log or not self.logs, f"it is not signed by the key of {origin}")
        keys = {name: one for name, one in policy[1].items() if one and type(one[0]) is str}
        times = {name: at for name in keys if (at := signed(keys[name][0], 4, keys[name][1], text, lines)) is not None}
        self.states[note] = int(size), unbase64(root.encode()), times, met_at(policy, times)
        return self.states[note]

    def log(self, e, policy):
        """Did a log of the policy sign the state that all is proved against, and enough of its witnesses, or an earlier one?"""
        size, root, times, at = self.state(e.proofs[0][0], policy)
        if self.logs:
            self.say("proved", f"the log {self.origin} signed its state of {size} entries, root {root.hex()}")
        else:
            self.lack(f"a policy that knows the log {self.origin}")
        for name, second in times.items():
            self.say("proved", f"the witness {name} saw that state at {readable(second * 10**6)}, by its own clock")
        at = self.state(e.proofs[-1][0], policy)[-1] if at is None else at
        if policy[2] != "none" and at is None:
            self.lack(f"the cosignatures of witnesses that the policy asks for ({policy[2]})")
        self.when = "how long before a witness saw it" if times or at else "when (no witness of the policy cosigned)"

    def stand(self, e, policy):
        """Does each of its proofs lead to its root, and do all of them show one history of the log? Since when is it witnessed?"""
        for checkpoint, hashes in e.proofs:
            size, root, _, at = self.state(checkpoint, policy)
            for length, other in ({size: root.hex()} | e.roots(size, root, hashes)).items():
                need(self.roots.setdefault(length, other) == other, f"the log had two states of {length} entries")
            e.at_s = e.at_s if at is None else at
        e.seen_s = at if len(e.proofs) > 1 else None

    def chains(self):
        """Is nothing about the keys of the cell and of the author's party kept back? Section 3: `keys` and `link`."""
        linked = [each for each in self.held if each.link]
        for each in self.held:
            self.at, link = each.where, each.link
            counted = [(one["party"], one["seq"], one["last"]) for one in each.added["keys"]]
            parties = [*dict.fromkeys([self.cell, each.party])]
            need([party for party, *_ in counted] == parties, "it counts the keys of other parties")
            claims = {*counted, (link["party"], link["seq"] - 1, link["prev"])} if link else {*counted}
            need(len(claims) == len({party for party, *_ in claims}), "its link is not to the last that it counts")
            for party, seq, last in claims:
                chain = [one for one in linked if one.link["party"] == party]
                agrees = all((one.index < each.index) == (one.link["seq"] <= seq) for one in chain)
                agrees &= all(one.leaf.hex() == last for one in chain if one.link["seq"] == seq)
                need(agrees and (last is None) == (seq == 0), f"it counts otherwise what is about the keys of {party}")
                each.known |= {party} if sum(one.index < each.index for one in chain) == seq else set()
            each.sure = {*parties} <= each.known
            if not each.sure and each.where.startswith("ladder"):
                self.lack(f"entries about the keys of {' or '.join(sorted({*parties} - each.known))}", each)
        count, link = {one["party"]: one["seq"] for one in self.entry.added["keys"]}, self.entry.link
        for party, seq in (count | ({link["party"]: link["seq"] - 1} if link else {})).items():
            here = sum(one.link["party"] == party and one.index < self.entry.index for one in linked)
            if here == seq:
                self.say("proved", f"all {seq} entries about the keys of {party} that stand before it are here")
            else:
                self.lack(f"{seq - here} of the {seq} entries about the keys of {party} that stand before it")

    def form(self, e):
        """Does it agree with itself, with the log and with where it stands? Sections 2 and 3."""
        said, act, kind, checked, seen = e.said, e.act, e.kind, e.checked["size"], e.said["seen"]
        whose, names, asked, to = e.link and e.link["party"], act.get("names", []), self.entry, e.added["to"]
        to, behind = [one["party"] for one in to], e.where.startswith("history")
        cited = e.index < asked.index and act.get("digest", "") == asked.act.get("agreement") and kind == "agreement"
        erased = asked.kind == "erasure" and e.index == asked.act["index"]
        log, own, text = act.get("log"), (e.key, said["seq"]), e.revealed.get("text")
        digest = sha(b"herald agreement 1\n", canonical(text)) if kind == "agreement" else sha(f"{text}".encode())
        for holds, what in (
            (e is asked or e.where.endswith(f"/{e.index}"), f"it stands at index {e.index}"),
            (not behind or cited or erased or whose in self.near, "a bundle of this entry does not hold it"),
            (not behind or erased or e.party in self.near, f"an act of {e.party}, who has no say here"),
            (said["origin"] == self.origin, f"it is for the log {said['origin']}, not for {self.origin}"),
            (said["exercise"] == self.origin.endswith("/exercise"), "it is an exercise, or the log is: not both"),
            ((kind == "mission") == (e.index == 0), "the mission stands at index 0, and nothing else does"),
            ((kind == "mission") == (seen is None), "none but the mission's author had seen no checkpoint"),
            (not seen or seen["size"] <= e.index, "its author had seen a later state of the log than it stands in"),
            (not seen or seen["root"] == self.roots.get(seen["size"], seen["root"]), "its author had seen another log"),
            (self.given.setdefault(own, e) is e, "its key gave its number twice"),
            (said["machine"] == (e.by == "node"), "a machine's act that is a person's, or the other way round"),
            (sorted(said["fields"]) == e.names, "its fields are not those of its kind"),
            (all(fits(value, "HASH") for value in said["fields"].values()), "a commitment is no hash"),
            (bool(e.link) == (kind in {"mission", "key", "revocation"}), "its link is not as with its kind"),
            (kind != "mission" or whose == act["cell"] == e.party == self.cell, "it names another cell"),
            (not log or read_vkey(log, 1)[0] == self.origin, f"it names another log: {log}"),
            (not log or not self.logs or log in self.logs, f"it names another log's key: {log}"),
            (kind != "key" or act["holder"] == whose, "its link is about another party's keys"),
            (kind != "key" or bool(act["person"]) == (act["role"] == "person"), "a person's number, for another role"),
            (checked == (e.index if kind in FILING else None), "it was not checked as is its kind"),
            (kind in FILING | RUNGS | TOLD or not to, "it is addressed, which its kind is not"),
            (len(to) == len({*to}) and not {e.party, e.filer} & {*to}, "addressed to a party twice, or to its own"),
            (names == sorted({*names}) and (not names or act["index"] < e.index), "out of order, what it erases"),
            ("text" not in e.revealed or digest.hex() == act["digest"], "its text has another digest"),
            (max([(act.get(one) or 0) for one in EARLIER]) <= e.index - ("of" in act), "it speaks of what is to come"),
            ((act.get("size") or 0) <= e.index, "it speaks of a later state of the log than it stands in"),
        ):
            need(holds, what)
        for one in e.added["to"]:
            seq, (before, leaf, index) = one["seq"], self.last.get(one["party"], (0, None, -1))
            agrees = before < seq <= before + e.index - index and (one["prev"] is None) == (seq == 1)
            agrees &= one["prev"] == leaf or seq > before + 1
            need(agrees, f"it counts otherwise what was addressed to {one['party']}")
            self.last[one["party"]] = seq, e.leaf.hex(), e.index

    def incident(self, e):
        """Is an act of an incident, or of an actor, at one with itself? Section 2: of what, in whose words, told to whom."""
        act, kind, to, named = e.act, e.kind, {one["party"] for one in e.added["to"]}, e.act.get("to", [])
        of, within, claims = act["of"], act.get("incident"), kind == "breach" and act["step"] == "claimed"
        none = act["step"] == "opened" if kind == "incident" else kind == "actor" and of is None
        signed_itself = act.get("manner") == "signed"
        concerned = {*named} if kind == "incident" else to  # of a later step of a breach claim: the claim would tell
        concerned = {act["against"]} if claims and signed_itself else set() if claims else concerned
        for holds, what in (
            (
                all((act[x] is None) == none for x in ("incident", "leaf", "of") if x in act),
                "it speaks of an entry where there is none to speak of, or of none where there is",
            ),
            (None in {within, of} or within <= of, "it speaks of what is before its incident"),
            (of is None or of not in {act.get("other"), act.get("cites")}, "it goes back to itself"),
            (len(named) == len({*named}), "it names a party twice"),
            (
                kind not in {"account", "breach"} or signed_itself == (act["whose"] == e.party),
                "what a side says it signs itself, and what another entered is marked as not signed by it",
            ),
            (kind != "breach" or claims or act["against"] is None, "it claims a breach, which is not its step"),
            (to <= concerned, "it is addressed to somebody whom it does not concern"),
        ):
            need(holds, what)

    def rung(self, e):
        """Does it belong to the ladder of this notice, and fit it? Sections 2, 3 and 9."""
        asked, act, kind, told = self.entry, e.act, e.kind, {one["party"]: one["seq"] for one in self.entry.added["to"]}
        filer, filing, to = asked.filer, e.kind in FILING, {one["party"] for one in e.added["to"]}
        states = {self.cell, filer, *(() if act.get("outcome") in {"postponed", "cancelled"} else told)}
        concerned = {"outcome": {filer, *told}, "confirmation": {*told}}.get(kind, {filer})
        concerned |= e.whom if kind in {"delivery", "lapse"} else set()
        held = {name: asked.opened.get(name) for name in NOTICE.split(",")}
        opened = sha(b"herald body 1\n", canonical(held)).hex()
        other = [one.revealed.get(name) for one, name in ((e, "replaces"), (asked, "id"))]
        successor = filing and act["action"] != "new" and e.filer == filer
        for holds, what in (
            (asked.kind in FILING, "a ladder, and no notice"),
            (kind in RUNGS | BESIDE or successor, "a ladder of this notice does not hold it"),
            (e.index > asked.index or kind in {"channels", "policy"}, "it stands before the notice"),
            (act.get("of", asked.index) == asked.index, "it speaks of another entry"),
            (act.get("leaf", asked.leaf.hex()) == asked.leaf.hex(), "it means another entry than stands at that index"),
            (filing or kind in FREE or e.whom <= {*told}, "the notice is not addressed to whom it speaks of"),
            (filing or to <= concerned, "it is addressed to somebody whom it does not concern"),
            (kind != "gap" or act["number"] == told.get(e.party), "the notice has another number"),
            (kind != "receipt" or act["manner"] != "signed" or act["whose"] == e.party, "another party's receipt"),
            (kind != "outcome" or e.party in states, "an outcome that is not for it to state"),
            (kind != "confirmation" or (asked.kind == "entered" and e.party == filer), "not entered on its behalf"),
            (kind != "lapse" or act["due_us"] <= e.received, "it seals silence before its time was over"),
            (kind != "consignment" or None in held.values() or opened == act["body"], "it opened something else"),
            (not filing or None in other or other[0] == other[1], "it takes the place of another notice"),
        ):
            need(holds, what)

    def admit(self, e):
        """Which key does it admit, which one does it revoke? Section 2: possession, and what is never admitted."""
        if e.kind == "revocation":
            gone = self.keys.get(e.act["id"])
            for key in self.keys.values():  # with a root go the keys of its own party that it admitted
                under = gone and (key["by"].key, key["holder"]) == (gone["id"], gone["holder"])
                if key is gone or (under and gone["role"] == "root" != key["role"]):
                    key["revoked"] = key["revoked"] or e
            return
        key = {"holder": e.party, "id": e.key, "role": "root", "person": None, "public": e.act.get("root")}
        key |= {"from_us": e.received, "until_us": None, "by": e, "revoked": None} | e.act
        stated = {"act": {x: e.act[x] for x in e.act if x != "possession"}, "key": key["id"], "origin": self.origin}
        message = b"herald possession 1\n" + canonical(stated) + b"\n"
        shown = verifies(bytes.fromhex(key["public"]), message, bytes.fromhex(key["possession"]))
        need(shown, "no possession: its holder did not agree to it, or nobody may hold it (low order, not canonical)")
        others = key["role"] == "root" and key["holder"] != self.cell and self.living_roots(key["holder"])
        need(not others, f"it admits a second root of {key['holder']}")
        taken = {other[name] for other in self.keys.values() for name in ("public", "id")}
        need(taken.isdisjoint({key["public"], key["id"]}), "it admits a key whose name or bytes were admitted before")
        self.keys[key["id"]] = key

    def living_roots(self, party):
        """Which roots of this party were admitted and not revoked?"""
        mine = (one for one in self.keys.values() if (one["role"], one["holder"]) == ("root", party))
        return [one for one in mine if not one["revoked"]]

    def author(self, e):
        """Did a key that might sign it sign it? None if the history that would tell is not here."""
        if e.key not in self.keys:
            need(e.party not in e.known, f"{e.party} had no key {e.key} when this was sealed")
            return self.lack(f"the entry that admits the key {e.key}, which signed {e.where}", e)
        key = self.keys[e.key]
        until, revoked = key["until_us"], key["revoked"]
        e.sure &= key["by"].sure
        at = signed(e.key, 1, bytes.fromhex(key["public"]), e.text, [(e.key, e.signature)])
        need(at == 0, f"its signature is not of the key {e.key}")
        need(key["holder"] == e.party, f"an act of {e.party}, signed with a key of {key['holder']}")
        need(not revoked, f"the key {e.key} was revoked before, at index {revoked and revoked.index}")
        need(key["from_us"] <= e.received, f"the key {e.key} is not valid before {readable(key['from_us'])}")
        need(until is None or e.received <= until, f"the key {e.key} is not valid after {readable(until)}")
        need(self.entitled(e, key), f"a {key['role']} key of {key['holder']} may not sign this ({e.kind})")
        return key

    def entitled(self, e, key):
        """May this key sign this? Section 2, the table."""
        holder, role, act, erased = key["holder"], key["role"], e.act, None
        root, cells = role == "root", role == "root" and holder == self.cell
        if e.kind == "revocation":
            whose, target = e.link["party"], self.keys.get(act["id"])
            if target is None:
                need(whose not in e.known, f"{whose} had no key {act['id']}")
                self.lack(f"the entries about the keys of {whose}: whose key it revokes", e)
                return cells or (root and holder == whose)
            headless = not self.living_roots(whose)
            own = root and target["role"] != "root" and holder == whose
            return target["holder"] == whose and (own or (cells and (target["role"] == "root" or headless)))
        if e.kind == "erasure" and role == "person":
            erased = next((one.party for one in self.held if one.index == act["index"]), None)
            if erased is None:
                self.lack(f"the entry at index {act['index']}: whose fields it erases", e)
        return {
            "mission": cells,
            "key": root and act.get("holder") == holder if act.get("role") != "root" else cells,
            "erasure": cells or (role == "person" and erased in {None, holder}),
        }.get(e.kind, role == e.by and e.whose in {"any", "cell" if holder == self.cell else "party"})

    def take(self, members):
        """Takes every entry out of the bundle, and what it is there for."""
        rooms = {name.rpartition("/")[0] for name in members if "/" in name} - {"entry"}
        for self.at in ["entry", *sorted(rooms)]:
            there = [part for part in [*WRITTEN, "witnessed"] if f"{self.at}/{part}" in members]
            self.held.append(Entry(self.at, {part: members[f"{self.at}/{part}"] for part in there}))
            self.entry = e = self.held[0]
        self.cell = e.added["keys"][0]["party"]
        self.near = {self.cell, e.party, e.link and e.link["party"]} - {None}
        for each in self.held:  # what a ladder alone needs takes nothing from the verdict about the entry
            own = each.index < e.index and (not each.link or each.link["party"] in self.near)
            each.aside = each is not e and not (own and each.where.startswith("history"))
        self.near |= {each.party for each in self.held if each.where.startswith("ladder")}
        self.held.sort(key=lambda each: each.index)

    def judge(self, members, policy):
        """Judges all of a bundle. Raises ValueError at the first thing that does not hold."""
        chosen = policy or read_policy(members["policy"])
        self.take(members)
        self.at, e = "checkpoint", self.entry
        need(len({each.proofs[0][0] for each in self.held}) == 1, "the proofs are against more than one")
        self.log(e, chosen)
        if not policy:
            self.say("not provable", f"{WHOSE_LOG}: {', '.join(self.logs)}")
        for one, each in pairwise([None, *self.held]):
            self.at = each.where
            self.stand(each, chosen)
            need(not one or one.index < each.index, "another entry stands at the same index")
            need(not one or one.received <= each.received, "the cell's clock ran backwards since the entry before")
            self.form(each)
            if "incident" in each.act or each.kind == "actor":
                self.incident(each)
            if each.where.startswith("ladder"):
                self.rung(each)
        self.say("proved", f"by the checkpoint this entry stands at index {e.index}, as the leaf {e.leaf.hex()}")
        self.say("proved", f"read aloud it is {aloud(e.index, e.leaf)}")
        self.chains()
        for each in self.held:
            self.at = each.where
            if each.kind == "mission":
                self.admit(each)
            key = self.author(each)
            if each.kind in {"key", "revocation"}:
                self.admit(each)
            if each is e:
                self.path(key)
        self.tell()
        sealed = [each.act["digest"] for each in self.held if each.kind == "policy" and each is not e]
        if sealed and sealed[-1] != sha(members["policy"]).hex():
            self.say("not provable", "that the mission's own policy is the one here: another was sealed")
        rungs = [each for each in self.held if each.where.startswith("ladder") and each.sure]
        wanting = "" if e.sure and self.logs else "; ".join(self.missing or ["entries about keys"])
        pairs = [Pair(e, place, rungs) for place in e.added["to"] if e.kind in FILING]
        self.ladders = [(pair, [*pair.told(wanting)]) for pair in pairs]

    def path(self, key):
        """Who signed it, and who admitted whom, up to the mission?"""
        e = self.entry
        if key:
            what = f"it is a {e.kind} of {e.party}, signed by the key {e.key}, valid then"
            self.say("proved", f"{what}, which nothing here had revoked")
        while key:
            by, person = key["by"], f" (person {key['person']})" if key["person"] else ""
            until = "" if key["until_us"] is None else f" until {readable(key['until_us'])}"
            who = f"a {key['role']} of {key['holder']}{person}, which agreed; valid from {readable(key['from_us'])}{until}"
            self.say("proved", f"the key {key['id']} is {who}; admitted at index {by.index} by the key {by.key}")
            key = self.keys.get(by.key) if by.kind == "key" else None

    def tell(self):
        """What else does a judge want to know of it: what, for whom, when?"""
        e, seen, filed = self.entry, self.entry.said["seen"], self.entry.said["filed_us"]
        for name, value in (e.act | e.revealed).items():
            text = readable(value, name)
            self.say("proved", f"{name}: {text[:4000]}{' ... (all of it: --json)' * (len(text) > 4000)}")
        if hidden := sorted({*e.said["fields"]} - {*e.revealed}):
            self.say("not provable", f"what stands in {', '.join(hidden)}: it is sealed, and not revealed here")
        for to in e.added["to"]:
            self.say("proved", f"the cell addressed it to {to['party']}, as number {to['seq']} for it")
        for one in (one for one in self.held if one.kind == "agreement" and one is not e):
            what = f"{readable(one.act['id'])}, version {one.act['version']}, of index {one.index}"
            self.say("proved", f"its author had read the agreement {what}")
        if e.kind in FILING and e.act["agreement"] not in {None, *(one.act.get("digest") for one in self.held)}:
            self.lack("the agreement that its author had read")
        if seen:
            what = f"it was not made before the log had {seen['size']} entries, as its author says to have seen"
            self.say("proved" if seen["size"] in self.roots else "not provable", what)
        for one in (one for one in self.held if one.index > e.index and one.act.get("id") == e.key):
            self.say("proved", f"its key was revoked later, at index {one.index} ({one.act['reason']})")
        if filed > e.received + AHEAD_US:
            ahead = (filed - e.received) // 10**6
            self.say("not provable", f"that its author's clock was right: it was {ahead} s ahead of the cell's")
        if e.seen_s is not None:
            self.say(
                "proved", f"it was in the log by {readable(e.seen_s * 10**6)}, by the clocks of the quorum's witnesses"
            )
        clocks = f"received at {readable(e.received)} by the cell's clock, filed at {readable(filed)} by its author's"
        self.say("not provable", f"{self.when}, against the word of the cell itself: {clocks}; after {e.index} entries")


class Pair:
    """What do the entries about a notice show to one addressee? For each claim: how far the evidence goes, by which entry."""

    def __init__(self, entry, place, rungs):
        """Takes what is of this notice and this addressee."""
        self.entry, self.party, self.number, self.filer = entry, place["party"], place["seq"], entry.filer
        self.rungs = [each for each in rungs if each.kind in FILING | FREE or self.party in each.whom]

    def all(self, kind, **stated):
        """Which entries of this kind state this, in the log's order?"""
        found = (each for each in self.rungs if each.kind == kind)
        return [each for each in found if all(each.act[name] == value for name, value in stated.items())]

    def available(self):
        """By which deliveries was it available, since which second by the witnesses' clocks, and which of them count?"""
        tries = [(x["channel"], one) for one in self.all("attempt") for x in one.act["tries"] if x["to"] == self.party]
        for each in self.all("delivery", by="available"):
            first = dict(reversed([(channel, one) for channel, one in tries if one.index < each.index]))
            *_, named = [["drop"], *(one.act["channels"] for one in self.all("channels") if one.index < each.index)]
            times = [self.entry.seen_s, *(first[channel].seen_s for channel in named if channel in first)]
            since = None if None in times else max(times)
            early = since is not None and since * 10**6 > each.act["at_us"]
            why = "no witness had seen it by then" if early else "it was not tried on each channel"
            level = "vain" if early or not {*named} <= {*first} else "available" if each.act["counts"] else "idle"
            level = "available cell" if (level, since) == ("available", None) else level
            yield level, None if level == "vain" else each, {"t": since, "why": why}

    def due(self):
        """What is due from it, by clause? As the first delivery says that names it."""
        due = {}
        for each in self.all("delivery"):
            for one in (one for reached in each.act["to"] if reached["to"] == self.party for one in reached["due"]):
                due.setdefault(one["clause"], one)
        return due

    def answers(self):
        """What did it answer, what was due, and was that in time? An answer settles only what its regime takes for one."""
        due = self.due()
        for each in self.all("response"):
            answer, one = each.act["answer"], due.get(each.act["clause"])
            regime = one["regime"] if one else "notify"
            exists = answer in ANSWERS[regime].split() or not (one or each.act["clause"] is None)
            need(exists, f"{each.where}: no such answer under {regime}")
            level = ("in time" if each.received <= one["at_us"] else "late") if one else "no deadline"
            if (answer == "noted" and regime in {"notify-object", "consent"}) if one else due:
                level = "which does not settle what was due"
            due_by = f": due by {readable(one['at_us'])}" if level in {"in time", "late"} else ""
            under = "" if each.act["clause"] is None else f" under clause {each.act['clause']}"
            said = f"{answer}{under} at {readable(each.received)} by the cell's clock, {level}{due_by}"
            yield level, each, {"answer": said}

    def came(self):
        """How far did it come on its way, who received it, and by when?"""
        found = {level: [one for one in self.available() if one[0] == level] for level in ("vain", "idle")}
        was = [one for one in self.available() if one[0] not in found]
        had = sorted(self.all("consignment") + self.all("receipt", manner="signed"), key=lambda each: each.index)
        had = [("consigned" if each.kind == "consignment" else "signed", each, {"t": each.at_s}) for each in had]
        gaps = [("gap", each, {}) for each in self.all("gap") if was]
        others = [("attested", x, {"how": x.act["manner"]}) for x in self.all("receipt") if x.act["manner"] != "signed"]
        tries = [("tried", each, {}) for each in self.all("attempt")]
        yield "never-given", *[*had, *gaps, *was, *found["idle"], *others, *tries, *found["vain"], NOTHING][0]
        yield "never-seen", *[*(one for one in had if one[0] == "signed"), *others, NOTHING][0]
        times = self.entry.revealed.get("times") or {}
        first = (times.get("depart_us") or times.get("window_us") or times.get("windows_us", [[None]])[0])[0]
        ways = [(x["t"] is None, x["t"] or 0, e.index, e, x) for _, e, x in had + was * (not gaps)]
        for *_, each, x in sorted(ways, key=lambda way: way[:3])[:1]:
            late = x["t"] is not None and first is not None and x["t"] * 10**6 > first
            level = "cell" if x["t"] is None else "times" if first is None else "after" if late else "before"
            yield "told-before", level, each, x | {"first": readable(first)}

    def said(self):
        """Did it answer in time, or was its silence sealed? A silence at another instant than was due shows nothing."""
        answers, lapses, due = [*self.answers()], [], self.due()
        late = {"late": "".join(f"; {x['answer']}" for level, _, x in answers if level == "late")}
        for each in self.all("lapse"):
            if due.get(each.act["clause"], {"at_us": each.act["due_us"]})["at_us"] != each.act["due_us"]:
                continue
            over = each.at_s is not None and each.at_s * 10**6 + AHEAD_US >= each.act["due_us"]
            lapses.append(("lapse" if over else "lapse cell", each, late | {"due": readable(each.act["due_us"])}))
        found, free = ([("answered", *x) for level, *x in answers if level == of] for of in ("in time", "no deadline"))
        none = [("nothing", each, late) for _, each, _ in answers]
        yield "never-answered", *[*found, *lapses, *free, *none, ("nothing", None, late)][0]
        yield "we-answered", *[*(("answered", *more) for _, *more in answers), *lapses, NOTHING][0]

    def rest(self):
        """Whose is it, since when is it in the log, did units confirm it, and what took its place?"""
        entry, at = self.entry, self.entry.at_s
        stands = [("confirmed", each, {}) for each in self.all("confirmation", stands=True)]
        stands += [("disowned", each, {}) for each in self.all("confirmation", stands=False)]
        yield "not-ours", *[*stands, ("signed" if entry.kind == "notice" else "entered", entry, {})][0]
        yield "written-later", "cell" if at is None else "witnessed", entry, {"t": at}
        told, confirmed = (self.all("spread", step=step) for step in ("told", "confirmed"))
        yield "unit-not-told", *[*(("told", each, {}) for each in told), NOTHING][0]
        if confirmed:  # units that are not revealed cannot be told apart
            names, has = ({each.revealed.get("unit", each.index) for each in of} for of in (told, confirmed))
            level = "all" if names <= has and int not in map(type, has) else "some"
            yield "unit-not-told", level, confirmed[-1], {"n": len(names | has), "k": len(has)}
        for each in [each for each in self.rungs if each.kind in FILING][:1]:
            level = "shown" if "replaces" in each.revealed and "id" in entry.revealed else "hidden"
            by = "the cell alone says when" if each.at_s is None else f"in the log by {readable(each.at_s * 10**6)}"
            yield "withdrawn", level, each, {"when": by}

    def told(self, wanting):
        """What is said of each claim? Nothing against anybody where the entry itself is not proved."""
        found = dict.fromkeys(CLAIMS, NOTHING)
        found |= {} if wanting else {claim: one for claim, *one in (*self.came(), *self.said(), *self.rest())}
        for claim, (level, each, x) in found.items():
            given = {"f": self.filer, "p": self.party, "late": "", "wanting": wanting} | x
            given["t"] = readable(given["t"] * 10**6) if given.get("t") is not None else ""
            row = LEVELS["the entry" if wanting else f"{claim} {level}"]
            verdict, words, missing, *_ = [*(text.format(**given) for text in row), None]
            entry = each and each.index
            yield {"claim": claim, "verdict": verdict, "entry": entry, "missing": missing, "words": words}

    def block(self, claims):
        """How do the ladders and the claims read?"""
        yield f"To {self.party}, as number {self.number} for it:"
        by = {each["claim"]: "" if each["entry"] is None else f" (index {each['entry']})" for each in claims}
        words = {each["claim"]: each["words"] for each in claims}
        yield from (f"  {title}: {words[claim]}{by[claim]}" for title, claim in LADDERS.items())
        for each in claims:
            who, sentence = LEVELS[each["claim"]]
            missing = f"; missing: {each['missing']}" if each["missing"] else ""
            said = f'{who.format(f=self.filer, p=self.party)}: "{sentence}"'
            yield f"  {each['verdict']}: {said}: {each['words']}{by[each['claim']]}{missing}"


def main(arguments=None):
    """Reads, judges, says it. Returns how it ends."""
    parser = ArgumentParser(description="What does a .herald bundle prove?")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--trust", type=Path, metavar="FILE", help="a tlog-policy, or the mission's .mission file")
    parser.add_argument("--json", action="store_true", help="the same for a machine")
    asked, judge, policy = parser.parse_args(arguments), Judge(), None
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        if asked.trust:
            trust = asked.trust.read_bytes()
            mission = trust.startswith(b"{") and read_json(trust.removesuffix(b"\n"), "the .mission file")
            policy = read_policy(mission["policy"].encode() if mission else trust)
        with asked.bundle.open("rb") as file:
            members = read_bundle(file.read(MOST_BYTES + 1))
    except (BadZipFile, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        what, code = ("not a bundle", 3) if isinstance(error, BadZipFile) else ("cannot be read", 2)
        print(f"verify: {what}: {error!a}", file=sys.stderr)
        return code
    try:
        judge.judge(members, policy)
    except Exception as error:  # noqa: BLE001  whatever the bytes, a verdict and never a traceback
        what = error if type(error) is ValueError else f"not as it is written: {error!r}"
        judge.say("refuted", f"{judge.at}: {what}")
    laddered = any(name.startswith("ladder/") for name in members)
    for text in [EFFECT] if laddered else [DELIVERY, EFFECT]:
        judge.say("not provable", text)
    lines, e = [*judge.lines], judge.entry
    for line in (line for pair, claims in judge.ladders if laddered for line in pair.block(claims)):
        judge.say(None, line)
    verdict = "not provable" if judge.missing else "proved"
    verdict = "refuted" if "refuted" in dict(lines) else verdict
    if asked.json:
        found = {"verdict": verdict, "lines": [{"verdict": each, "text": text} for each, text in lines]}
        found |= {name: e and e.said[name] for name in ("origin", "exercise", "party")} | {"index": e and e.index}
        found |= {"ladders": [{"to": pair.party, "claims": claims} for pair, claims in judge.ladders]}
        print(json.dumps(found | {"fields": e.revealed if e else {}, "missing": judge.missing}))
    else:
        missing = f" with this evidence: {'; '.join(judge.missing)}" if verdict == "not provable" else ""
        first = [EXERCISE] * (b"/exercise\n" in members["entry/proof"] or bool(e and e.said["exercise"]))
        lines = (f"{each}: {text}" if each else text for each, text in judge.lines)
        print(*first, *lines, f"VERDICT: {verdict}{missing}", sep="\n")
    return {"proved": 0, "not provable": 1, "refuted": 4}[verdict]


if __name__ == "__main__":
    sys.exit(main())
