"""What does a `.herald` bundle prove? Nothing of Herald is asked, and no network.

    python verify.py BUNDLE.herald [--trust FILE] [--json]

FILE is a tlog-policy or the mission's `.mission` file: by it the log is judged, not by the policy that came with the bundle.
Ends with 0 (proved), 1 (not provable: a piece is missing), 4 (refuted: something contradicts itself, or a signature or a hash
fails), 2 (the call was wrong, or a file cannot be read) or 3 (no bundle at all). The formats: docs/record-format.md, whose
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
FIELDS = {"agreement": "text", "notice": "details heights id kind manner replaces route times", "key person": "name"}
EXERCISE = "EXERCISE: invented parties and acts; nothing of it happened."
WHOSE_LOG = "whose log it is: the policy came with the bundle: compare its log key with the one you were given"
DELIVERY = "that anyone else held it: a bundle of this version carries no evidence of delivery"
EFFECT = "any effect in law: voluntary; does not create or remove legal protection; not a guarantee"

# Which members has each object, in their order, of which shape? `?`: or null; `*`: a list; `+`: and not an empty one.
SHAPES = """
PLACE party:TEXT prev:HASH? seq:ORDINAL
STANDING last:HASH? party:TEXT seq:N
CHECKED answer:HASH size:N
SEEN root:HASH size:N
statement act:NULL exercise:BOOL fields:NULL filed_us:INT key:NAME kind:KIND machine:BOOL origin:TEXT party:TEXT seen:SEEN? seq:N
routing checked:CHECKED? index:N keys:STANDING+ link:PLACE? received_us:INT to:PLACE*
field salt:HASH value:NULL
mission cell:TEXT log:TEXT possession:SIGNATURE root:HASH separation_mm:N vertical_mm:N
agreement digest:HASH id:TEXT version:ORDINAL
key from_us:INT holder:TEXT id:NAME person:NAME? possession:SIGNATURE public:HASH role:ROLE until_us:INT?
revocation id:NAME reason:REASON
notice action:ACTION agreement:HASH?
refusal author:NAME code:TEXT entry:HASH party:TEXT
erasure index:N names:ERASED+
"""
WORDS = {"TEXT": r'"(?:[^"\\]|\\.)*"', "INT": "-?[0-9]+", "N": "[0-9]+", "ORDINAL": "[1-9][0-9]*", "NULL": "null"}
WORDS |= {"NAME": '"[0-9a-f]{32}"', "HASH": '"[0-9a-f]{64}"', "SIGNATURE": '"[0-9a-f]{128}"', "BOOL": "true|false"}
WORDS |= {"ROLE": '"(?:root|person|node)"', "REASON": '"(?:lost|stolen|retired)"', "ACTION": '"(?:new|replace|cancel)"'}
WORDS |= {"ERASED": '"(?:details|name)"', "KIND": '"(?:mission|agreement|key|revocation|notice|refusal|erasure)"'}
REPEATED = {"": "(?:{0})", "?": "(?:{0}|null)", "*": r"\[(?:(?:{0})(?:,(?:{0}))*)?\]", "+": r"\[(?:{0})(?:,(?:{0}))*\]"}
for title, *named in map(str.split, SHAPES.strip().split("\n")):
    parts = re.findall(r"(\w+):(\w+)([?*+]?)", " ".join(named))
    parts = [f'"{name}":{REPEATED[mark].format(WORDS[word])}' for name, word, mark in parts]
    WORDS[title] = r"\{" + ",".join(parts) + r"\}"

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
        rooms = {name.rpartition("/")[0] for name in members if re.fullmatch("history/(0|[1-9][0-9]*)/[a-z]+", name)}
        names = {f"{room}/{part}" for room in {"entry", *rooms} for part in WRITTEN} | ALONE
        odd = [info.filename for info in infos if info.filename not in names] + sorted(names - {*members})
        need(not odd and len(infos) == len(members), f"members missing, unknown or twice: {', '.join(odd[:9])}")
    except Exception as error:  # noqa: BLE001  many kinds come out of zipfile for bytes that are no archive
        raise BadZipFile(str(error) or repr(error)) from None
    return members


class Entry:
    """What an entry states, what the cell added, which leaf they make, and what of it is revealed. Sections 2, 3 and 4."""

    def __init__(self, where, data):
        """Holds its parts against their shapes and its commitments; whether it may stand where it stands is judged later."""
        found = {part: re.fullmatch(WRITTEN[part], data[part]) for part in WRITTEN}
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
        self.hashes, self.checkpoint = [*map(unbase64, proof[1].split())], proof[2]
        need(self.index == int(proof[0]), f"its envelope says index {self.index}, its proof index {proof[0].decode()}")
        length = len(data["note"]).to_bytes(8)
        self.leaf = sha(b"herald leaf 1\n", bytes.fromhex(salt[0].decode()), length, data["note"], data["envelope"])
        self.revealed, self.known, self.checked = {}, set(), added["checked"] or {"answer": None, "size": None}
        sealed = said["fields"] | {"answer": self.checked["answer"]}
        for name, each in read_json(fields[0], "the file of fields").items():
            need(sealed.get(name), f"the field {name} is revealed, which this entry does not have")
            need(type(each) is dict and fits({**each, "value": None}, "field"), f"not as a field is written: {name}")
            salted = b"herald field 1\n", bytes.fromhex(each["salt"]), f"{name}\n".encode(), canonical(each["value"])
            need(sha(*salted).hex() == sealed[name], f"{name} is not the field that was sealed")
            self.revealed[name] = each["value"]

    def roots(self, size, root):
        """Is it in the tree? Returns which roots the log had before and after it. RFC 9162, section 2.1.3.2."""
        need(self.index < size, f"index {self.index} lies beyond the checkpoint")
        before, after = b"", sha(b"\0", self.leaf)
        value, at, last = after, self.index, size - 1
        for other in self.hashes:
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

    def say(self, verdict, text):
        """A line, in which nothing that was filed can look like another line or move the cursor."""
        self.lines.append((verdict, "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)))

    def lack(self, text):
        """What the verdict would need, and is not here."""
        self.say("not provable", text)
        self.missing.append(self.lines[-1][1])

    def log(self, note, policy):
        """Did a log of the policy sign the checkpoint, and enough of its witnesses? Returns the size and the root."""
        found = CHECKPOINT.fullmatch(note)
        need(found and not re.search(r"[\x00-\x09\x0b-\x1f]", note), "not as a checkpoint is written")
        text, self.origin, size, root, lines = found.groups()
        text, lines = text.encode(), [(name, unbase64(data.encode())) for name, data in LINE.findall(lines)]
        (logs, known, quorum), met, root = policy, {"none"}, unbase64(root.encode())
        self.logs = {key: one for key, one in logs.items() if one[0] == self.origin}
        if 0 in [signed(name, 1, public, text, lines) for name, public in self.logs.values()]:
            self.say("proved", f"the log {self.origin} signed its state of {size} entries, root {root.hex()}")
        else:
            need(not self.logs, f"it is not signed by the key of {self.origin}")
            self.lack(f"a policy that knows the log {self.origin}")
        for name, one in known.items():
            if one and type(one[0]) is int:
                met |= {name} if len(met & {*one[1]}) >= one[0] else set()
            elif one and (at := signed(one[0], 4, one[1], text, lines)) is not None:
                met.add(name)
                self.say("proved", f"the witness {name} saw that state at {readable(at * 10**6)}, by its own clock")
        if quorum not in met:
            self.lack(f"the cosignatures of witnesses that the policy asks for ({quorum})")
        self.when = "how long before a witness saw it" if len(met) > 1 else "when (no witness of the policy cosigned)"
        return int(size), root

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
        count, link = {one["party"]: one["seq"] for one in self.entry.added["keys"]}, self.entry.link
        for party, seq in (count | ({link["party"]: link["seq"] - 1} if link else {})).items():
            here = sum(one.link["party"] == party and one.index < self.entry.index for one in linked)
            if here == seq:
                self.say("proved", f"all {seq} entries about the keys of {party} that stand before it are here")
            else:
                self.lack(f"{seq - here} of the {seq} entries about the keys of {party} that stand before it")

    def form(self, e, roots):
        """Does it agree with itself, with the log and with where it stands? Sections 2 and 3."""
        said, act, kind, checked, to, seen = e.said, e.act, e.kind, e.checked["size"], e.added["to"], e.said["seen"]
        whose, names, asked = e.link and e.link["party"], act.get("names", []), self.entry
        near = {self.cell, asked.party, asked.link and asked.link["party"]}
        cited = e.index < asked.index and act.get("digest", "") == asked.act.get("agreement")
        erased = asked.kind == "erasure" and e.index == asked.act["index"]
        log, own = act.get("log"), (e.key, said["seq"])
        fields = FIELDS.get(f"key {act['role']}" if kind == "key" else kind, "").split()
        digest = sha(b"herald agreement 1\n", canonical(e.revealed.get("text"))).hex()
        for holds, what in (
            (e is self.entry or e.where == f"history/{e.index}", f"it stands at index {e.index}"),
            (e is asked or cited or erased or whose in near - {None}, "a bundle of this entry does not hold it"),
            (erased or e.party in near, f"an act of {e.party}, who has no say here"),
            (said["origin"] == self.origin, f"it is for the log {said['origin']}, not for {self.origin}"),
            (said["exercise"] == self.origin.endswith("/exercise"), "it is an exercise, or the log is: not both"),
            ((kind == "mission") == (e.index == 0), "the mission stands at index 0, and nothing else does"),
            ((kind == "mission") == (seen is None), "none but the mission's author had seen no checkpoint"),
            (not seen or seen["size"] <= e.index, "its author had seen a later state of the log than it stands in"),
            (not seen or seen["root"] == roots.get(seen["size"], seen["root"]), "its author had seen another log"),
            ([(one.key, one.said["seq"]) for one in self.held].count(own) == 1, "its key gave its number twice"),
            (said["machine"] == (kind == "refusal"), "a machine refuses, and does nothing else"),
            (sorted(said["fields"]) == fields, "its fields are not those of its kind"),
            (all(fits(value, "HASH") for value in said["fields"].values()), "a commitment is no hash"),
            (bool(e.link) == (kind in {"mission", "key", "revocation"}), "its link is not as with its kind"),
            (kind != "mission" or whose == act["cell"] == e.party == self.cell, "it names another cell"),
            (not log or read_vkey(log, 1)[0] == self.origin, f"it names another log: {log}"),
            (not log or not self.logs or log in self.logs, f"it names another log's key: {log}"),
            (kind != "key" or act["holder"] == whose, "its link is about another party's keys"),
            (kind != "key" or bool(act["person"]) == (act["role"] == "person"), "a person's number, for another role"),
            (checked == (e.index if kind == "notice" else None), "it was not checked as is its kind"),
            (kind == "notice" or not to, "it is addressed, and no notice"),
            (names == sorted({*names}) and (not names or act["index"] < e.index), "out of order, what it erases"),
            ("text" not in e.revealed or digest == act["digest"], "its text has another digest"),
        ):
            need(holds, what)

    def admit(self, e):
        """Which key does it admit, which one does it revoke? Section 2: possession, and what is never admitted."""
        if e.kind == "revocation":
            gone = self.keys.get(e.act["id"])
            for key in self.keys.values():  # with a root go the keys of its own party that it admitted
                under = (
                    gone and (key["by"].key, key["holder"]) == (gone["id"], gone["holder"]) and key["role"] != "root"
                )
                if key is gone or (under and gone["role"] == "root"):
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
            return self.lack(f"the entry that admits the key {e.key}, which signed {e.where}")
        key = self.keys[e.key]
        until, revoked = key["until_us"], key["revoked"]
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
                self.lack(f"the entries about the keys of {whose}: whose key it revokes")
                return cells or (root and holder == whose)
            headless = not self.living_roots(whose)
            own = root and target["role"] != "root" and holder == whose
            return target["holder"] == whose and (own or (cells and (target["role"] == "root" or headless)))
        if e.kind == "erasure" and role == "person":
            erased = next((one.party for one in self.held if one.index == act["index"]), None)
            if erased is None:
                self.lack(f"the entry at index {act['index']}: whose fields it erases")
        return {
            "notice": role == "person",
            "refusal": role == "node" and holder == self.cell,
            "key": root and act.get("holder") == holder if act.get("role") != "root" else cells,
            "erasure": cells or (role == "person" and erased in {None, holder}),
        }.get(e.kind, cells)

    def judge(self, members, policy):
        """Judges all of a bundle. Raises ValueError at the first thing that does not hold."""
        chosen = policy or read_policy(members["policy"])
        for self.at in ["entry", *sorted({name.rpartition("/")[0] for name in members if name.startswith("history/")})]:
            self.held.append(Entry(self.at, {part: members[f"{self.at}/{part}"] for part in WRITTEN}))
            self.entry = e = self.held[0]
        self.at, self.cell = "checkpoint", e.added["keys"][0]["party"]
        self.held.sort(key=lambda each: each.index)
        need(len({each.checkpoint for each in self.held}) == 1, "the proofs are against more than one")
        size, root = self.log(e.checkpoint.decode(), chosen)
        roots = {size: root.hex()}
        if not policy:
            self.say("not provable", f"{WHOSE_LOG}: {', '.join(self.logs)}")
        for one, each in pairwise([None, *self.held]):
            self.at = each.where
            roots |= each.roots(size, root)
            need(not one or one.index < each.index, "another entry stands at the same index")
            need(not one or one.received <= each.received, "the cell's clock ran backwards since the entry before")
            self.form(each, roots)
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
        self.tell(roots)

    def path(self, key):
        """Who signed it, and who admitted whom, up to the mission?"""
        e = self.entry
        if key:
            self.say(
                "proved",
                f"it is a {e.kind} of {e.party}, signed by the key {e.key}, valid then, which nothing here had revoked",
            )
        while key:
            by, person = key["by"], f" (person {key['person']})" if key["person"] else ""
            until = "" if key["until_us"] is None else f" until {readable(key['until_us'])}"
            who = f"a {key['role']} of {key['holder']}{person}, which agreed; valid from {readable(key['from_us'])}{until}"
            self.say("proved", f"the key {key['id']} is {who}; admitted at index {by.index} by the key {by.key}")
            key = self.keys.get(by.key) if by.kind == "key" else None

    def tell(self, roots):
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
        if e.kind == "notice" and e.act["agreement"] not in {None, *(one.act.get("digest") for one in self.held)}:
            self.lack("the agreement that its author had read")
        if seen:
            what = f"it was not made before the log had {seen['size']} entries, as its author says to have seen"
            self.say("proved" if seen["size"] in roots else "not provable", what)
        for one in (one for one in self.held if one.index > e.index and one.act.get("id") == e.key):
            self.say("proved", f"its key was revoked later, at index {one.index} ({one.act['reason']})")
        if filed > e.received + AHEAD_US:
            ahead = (filed - e.received) // 10**6
            self.say("not provable", f"that its author's clock was right: it was {ahead} s ahead of the cell's")
        clocks = f"received at {readable(e.received)} by the cell's clock, filed at {readable(filed)} by its author's"
        self.say("not provable", f"{self.when}, against the word of the cell itself: {clocks}; after {e.index} entries")


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
    judge.say("not provable", DELIVERY)
    judge.say("not provable", EFFECT)
    lines, e = judge.lines, judge.entry
    verdict = "not provable" if judge.missing else "proved"
    verdict = "refuted" if "refuted" in dict(lines) else verdict
    if asked.json:
        found = {"verdict": verdict, "lines": [{"verdict": each, "text": text} for each, text in lines]}
        found |= {name: e and e.said[name] for name in ("origin", "exercise", "party")} | {"index": e and e.index}
        print(json.dumps(found | {"fields": e.revealed if e else {}, "missing": judge.missing}))
    else:
        missing = f" with this evidence: {'; '.join(judge.missing)}" if verdict == "not provable" else ""
        first = [EXERCISE] * (b"/exercise\n" in members["entry/proof"] or bool(e and e.said["exercise"]))
        print(*first, *(f"{each}: {text}" for each, text in lines), f"VERDICT: {verdict}{missing}", sep="\n")
    return {"proved": 0, "not provable": 1, "refuted": 4}[verdict]


if __name__ == "__main__":
    sys.exit(main())
