"""Does an answer of `herald check --json` hold against the notices it was made from? Nothing of Herald is asked.

    python recheck.py ANSWER.json NOTICES.geojson...

Ends with 0 (nothing is refuted), 1 (something is) or 2 (the call was wrong, or a file cannot be read). What is proved, how
exactly, and what is left: docs/answers.md. Why it is a proof: design/certificates.md.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise, product
from math import asin, atan2, ceil, cos, degrees, dist, floor, hypot, radians, sin, sqrt, tan
from operator import add, mul, sub
from pathlib import Path
from types import SimpleNamespace

A_M, F, LEAST_M, MOST_M, NEVER = 6378137.0, 1 / 298.257223563, 6335439.3, 6399593.6, 10**30
E2, EPOCH, HALF = F * (2 - F), datetime(1970, 1, 1, tzinfo=UTC), Fraction(1, 2)
LEFT = """Out of scope: which clause governs, margins between two references of height, ends nobody stated, tracks of the past,
legs over 1,000 km, areas of geodesics, that no nearer approach exists, windows, clears, retime, findings, pairs not listed."""
ON_GROUND = ("ground-movement", "static-site", "patrol", "post")


def need(holds, *what):
    """Refutes what does not hold."""
    if not holds:
        raise ValueError(" ".join(map(str, what)))


def us(text, unstated=None):
    """Which instant is it, in microseconds since 1970?"""
    return unstated if text is None else (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def dot(one, other):
    """The sum of the products."""
    return sum(map(mul, one, other))


def between(one, other, part):
    """What lies so far on the way from each of these numbers to that of the other?"""
    return [x + part * (y - x) for x, y in zip(one, other, strict=True)]


def east_of(p, q):
    """How many degrees is q east of p, the shorter way round?"""
    return (q[0] - p[0] + 180) % 360 - 180


@cache
def space(lon, lat):
    """Where in space is a place on the ground (m from the Earth's centre), and which way is up there?"""
    lon, lat = radians(lon), radians(lat)
    up, n = (cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)), A_M / sqrt(1 - E2 * sin(lat) ** 2)
    return (n * up[0], n * up[1], n * (1 - E2) * up[2]), up


def metres(p, q):
    """How far is it over the ground? The chord, bent as up turns along it: to 1 mm for 500 km, to 2 cm for 1,000 km."""
    (a, up), (b, upright) = space(*p), space(*q)
    turn = dot(map(sub, b, a), map(sub, upright, up)) / 2 / (dist(a, b) or 1)
    return dist(a, b) * asin(turn) / turn if turn else dist(a, b)


def aside(p, q, place):
    """How far is a place from the geodesic of two others? Their upright plane strays by 7e-19 of its length cubed."""
    (a, up), (b, upright), (c, _) = space(*p), space(*q), space(*place)
    (x, y, z), (k, m, n) = map(sub, b, a), map(add, up, upright)
    side = y * n - z * m, z * k - x * n, x * m - y * k
    return abs(dot(map(sub, c, a), side)) / (hypot(*side) or 1)


def overlaps(one, other, rule):
    """How long does each begin before the other ends, and how far does each stay under the other's top? At least 0: could meet."""
    (early, late, low, high), (soon, last, foot, top) = one, other
    up, down = (NEVER if rule[name] is None else rule[name] + HALF / 1000 for name in ("up_m", "down_m"))
    return last - early + HALF, late - soon + HALF, top - low + up, high - foot + down


class Notice:
    """A notice as filed: stretches (a leg, a wait or an edge) of a line, a reach, and what holds at its start and at its end."""

    def __init__(self, feature, road):
        """`road` is how many times as long as drawn a road may be."""
        said, form, drawn = feature["properties"], feature["geometry"]["type"], feature["geometry"]["coordinates"]
        rings = {"Point": [[drawn] * 2], "LineString": [drawn]}.get(form, drawn)
        self.said, self.area, route = said, form == "Polygon", form == "LineString"
        self.lonlat = said.get("path", "lonlat" if self.area else "geodesic") == "lonlat"
        legs = [self.line(*leg) for ring in rings for leg in pairwise(ring)]
        ways = [leg[-1][1] for leg in legs]
        far, bent = max(ways) > 1e6, self.area and not self.lonlat
        if far or bent or said.get("observed"):
            what = "legs over 1,000 km" if far else "an area of geodesics" if bent else "a track of the past"
            raise NotImplementedError(f"{said['id']} is {what}")
        thirds = [v[2] for v in rings[0] if len(v) == 3 and ("altitude_ref" in said or said["kind"] not in ON_GROUND)]
        half, self.over = said.get("altitude_half_m", 0), said.get("altitude_ref", "WGS84" if thirds else "AGL")
        bands = [(z - half, z + half) for z in thirds] or [said.get("altitude_m", (0, 0))]
        windows = [(us(first, -NEVER), us(last, NEVER)) for first, last in said.get("windows") or [said["depart"]]]
        speeds = [kmh * Fraction(2500000, 9) for kmh in said["speed_kmh"]] if "depart" in said else (NEVER, NEVER)
        halts = {halt["vertex"]: (halt["min_s"] * 10**6, halt["max_s"] * 10**6) for halt in said.get("halts", ())}
        stops, least, most = [], 0, 0
        for vertex, way in enumerate(accumulate((Fraction(way) * 10**12 for way in ways), initial=0)):
            (first, last), band = (each[vertex if route and len(each) > 1 else 0] for each in (windows, bands))
            for low, high in ((0, 0), halts[vertex]) if vertex in halts else ((0, 0),):
                least, most = least + low, most + high
                early, late = way / ceil(speeds[1]) + least, way * Fraction(road) / floor(speeds[0]) + most
                stops.append((vertex, (first + floor(early), last + ceil(late), *band)))
        reach = said.get("buffer_m", 0) + said.get("place_uncertainty_m", 0)
        bend = sqrt(road**2 - 1) / 2 if route and said["kind"] != "flight" else 0
        self.near = 0.06 if self.lonlat else 0.001 + 7e-19 * max(ways) ** 3
        self.loose = 2 + self.near * 1e12 / speeds[0]
        self.stretches = [
            (legs[v] if v < w else [(rings[0][v][:2], 0)] * 2, reach + bend * ways[min(v, len(ways) - 1)], here, there)
            for (v, here), (w, there) in pairwise(stops)
        ]

    def line(self, p, q):
        """Which places, joined by geodesics, are the leg as drawn, and how far along it is each (m)?"""
        p, q = (tuple(map(float, end[:2])) for end in (p, q))
        n = 1 + int(metres(p, q) / 500) * self.lonlat
        places = [(p[0] + east_of(p, q) * k / n, p[1] + (q[1] - p[1]) * k / n) for k in range(n + 1)]
        return list(zip(places, accumulate(map(metres, places, places[1:]), initial=0.0), strict=True))

    def part(self, number, place):
        """At which part of this stretch is a place? None if it is not on it."""
        line, place = self.stretches[number][0], tuple(map(float, place))
        for (p, begin), (q, end) in pairwise(line):
            on_it = metres(p, place) + metres(place, q) <= end - begin + self.near
            if on_it and aside(p, q, place) <= self.near:
                return (begin + metres(p, place)) / (line[-1][1] or 1)
        return None

    def holds(self, place):
        """Is a place inside this area? The edges due south of it are counted."""
        south = 0
        for ((p, _), *_, (q, _)), *_ in self.stretches:
            x, east = east_of(place, p), east_of(p, q)
            if (x <= 0) != (x + east <= 0):
                south += p[1] - x * (q[1] - p[1]) / east < place[1]
        return self.area and south % 2 == 1

    def at(self, place, first, last):
        """Where may it be at this place from the first to the last instant? The reach and what holds, of each such stretch."""
        inside = self.holds(place)
        for number, (line, reach, start, finish) in enumerate(self.stretches):
            part = 0 if inside else self.part(number, place)
            if part is not None:
                slack = self.near / line[-1][1] if line[-1][1] else 1
                before, after = (between(start, finish, min(max(part + more, 0), 1)) for more in (-slack, slack))
                if before[0] - self.loose <= first and last <= after[1] + self.loose:
                    yield reach, between(start, finish, part)

    def pieces(self, points):
        """Do these points (stretch and part, longitude, latitude) lead along all that was filed? The pieces between them."""
        need(points[0][0] == 0 and points[-1][0] == len(self.stretches), "not the whole of", self.said["id"])
        for (start, *p), (finish, *q) in pairwise(points):
            number = floor(start)
            need(start <= finish <= number + 1, "a gap after", start)
            if start < finish:
                line, reach, *filed = self.stretches[number]
                chord, ends, steep = metres(p, q), [], tan(radians(max(abs(p[1]), abs(q[1])))) * self.lonlat
                need(chord <= 10001, "a piece that is too long at", start)
                for part, place in ((start - number, p), (finish - number, q)):
                    found = self.part(number, place)
                    need(found is not None and abs(found - part) * line[-1][1] <= self.near, "another place at", start)
                    xyz, up = (list(map(Fraction, each)) for each in space(*place))
                    ends.append(SimpleNamespace(xyz=xyz, up=up, filed=between(*filed, part)))
                bow = 1.01 * chord**2 / 8 / LEAST_M
                yield SimpleNamespace(ends=ends, bow=bow, reach=float(reach) + 1.09 * bow * steep)


def held(ones, others, way, weights, rule):
    """Do weights hold two runs of pieces apart under this rule? All is linear: what they add up to is least at ends of pieces."""
    way, (a, b, c, d) = list(map(Fraction, way)), map(Fraction, weights)
    need(min(a, b, c, d) >= 0, "a negative weight")
    up, down = (NEVER if rule[name] is None else rule[name] + HALF / 1000 for name in ("up_m", "down_m"))
    one = min(dot(way, end.xyz) + dot((a, -b, c, -d), end.filed) for piece in ones for end in piece.ends)
    other = max(dot(way, end.xyz) + dot((-b, a, -d, c), end.filed) for piece in others for end in piece.ends)
    least, size2 = one - other - (a + b) / 2 - c * up - d * down, dot(way, way)
    arc = float(rule["separation_m"]) - 0.002
    for run in (ones, others):
        slant = max(abs(dot(way, end.up)) for piece in run for end in piece.ends) / sqrt(size2 or 1)
        arc += max(piece.reach + piece.bow * slant for piece in run)
    need(arc < 1e7 or not size2, "a limit of", arc, "m")
    return least > 0 and least**2 >= Fraction(2 * MOST_M * sin(arc / 2 / MOST_M)) ** 2 * size2


def outside(area, edge, pieces, rule):
    """Is no piece in the area? Held apart from its edges, each is so or not as a whole while it could meet: one place tells."""
    for piece in pieces:
        least, most = Fraction(0), Fraction(1)
        for start, finish in zip(*(overlaps(edge.ends[0].filed, end.filed, rule) for end in piece.ends), strict=True):
            least = max(least, start / (start - finish)) if start < 0 <= finish else least
            most = min(most, start / (start - finish)) if finish < 0 <= start else -1 if start < 0 > finish else most
        x, y, z = between(piece.ends[0].xyz, piece.ends[1].xyz, (least + most) / 2)
        place = degrees(atan2(y, x)), degrees(atan2(z, (1 - E2) * hypot(x, y)))
        need(least > most or not area.holds(place), "a piece lies in the area, at", place)


def proof(said, a, b):
    """Is every piece of the one held apart from every piece of the other, in runs or two by two? Returns how much proves it."""
    ones, others, rules = list(a.pieces(said["points_a"])), list(b.pieces(said["points_b"])), said["rules"]
    need(rules, "no rules")
    for rule in rules:
        margins = [rule[name] for name in ("up_m", "down_m") if rule[name] is not None]
        need(a.over != b.over or all(margin >= rule["vertical_m"] for margin in margins), "a margin under the limit")
    left = [(1 << len(others)) - 1] * len(ones)
    for number, each in enumerate(said["proofs"]):
        (i, j), (k, m) = each["a"], each["b"]
        need(0 <= i <= j < len(ones) and 0 <= k <= m < len(others), "proof", number, "is of no pieces")
        for rule in rules if each["rule"] is None else [rules[each["rule"]]]:
            apart = held(ones[i : j + 1], others[k : m + 1], each["direction"], each["weights"], rule)
            need(apart, "proof", number, "proves less than the limit")
        left[i : j + 1] = [bits & ~((2 << m) - (1 << k)) for bits in left[i : j + 1]]
    if said["verdict"] == "cannot-meet":
        need(not any(left), "two pieces that nothing holds apart")
        if (a.area or b.area) and len({(rule["up_m"], rule["down_m"]) for rule in rules}) > 1:
            raise NotImplementedError("an area under limits of several heights")
        if a.area:
            outside(a, ones[0], others, rules[0])
        if b.area:
            outside(b, others[0], ones, {**rules[0], "up_m": rules[0]["down_m"], "down_m": rules[0]["up_m"]})
    return {"pieces": len(ones) + len(others), "proofs": len(said["proofs"])}


def meeting(said, a, b, limits):
    """May both be where and when the answer says, so far apart, within its limit?"""
    (first, last), at = map(us, said["at"]["instants"]), said["at"]
    inside = any(us(begin) <= first <= last <= us(end) for begin, end in said["windows"])
    need(inside, "instants that run backwards, or lie in none of its windows")
    there = list(product(a.at(at["a"], first, last), b.at(at["b"], first, last)))
    need(there, "one of them may not be there then")
    distance, within = metres(at["a"], at["b"]), said["separation_m"] + said["reach_m"]
    need(abs(distance - said["closest_m"]) <= said["error_m"], "the places are", distance, "m apart")
    d = min(float(within), 2e6)
    most = 1.02 * (1e8 * d / 4 + 1e12 / 15 + d**3 / 2000) / LEAST_M**2 + 0.05 * (a.lonlat + b.lonlat) + 0.001
    need(said["error_m"] <= most, "an error_m larger than it can be")
    need(said["closest_m"] <= within + said["error_m"], "closest_m is beyond the limit")
    need(any(abs(one + other - said["reach_m"]) < 0.003 for (one, _), (other, _) in there), "another reach_m was filed")
    if said["clause"] is None and limits:
        need(abs(said["separation_m"] - limits["separation_m"]) < 0.0002, "another separation_m than was asked for")
        rule = dict.fromkeys(("up_m", "down_m"), limits["vertical_m"] + HALF / 100)
        level = any(min(overlaps(one, other, rule)[2:]) >= 0 for (_, one), (_, other) in there)
        need(level or a.over != b.over, "heights further apart than the limit")


def judge(said, features, limits):
    """What can be judged of this encounter? Refutes it, or returns how much was."""
    need(said["a"] in features and said["b"] in features, "a notice that does not stand in these files")
    a, b = (Notice(features[said[side]], limits.get("road_factor", 1)) for side in "ab")
    need(a.said["party"] != b.said["party"], "both are one party's")
    certificate, verdict = said.get("certificate"), said["verdict"]
    if verdict == "cannot-tell":
        raise NotImplementedError("that it cannot be told")
    if verdict == "could-meet":
        meeting(said, a, b, limits)
        if certificate is None:
            return {}
    need(verdict in {"could-meet", "cannot-meet"} and certificate, "nothing is given that could prove it")
    need(all(certificate[name] == said[name] for name in ("a", "b", "verdict")), "a certificate of something else")
    for rule in certificate["rules"]:
        asked = all(rule[name] == limits.get(name, rule[name]) for name in ("separation_m", "vertical_m"))
        need(asked or rule["clause"] is not None, "another separation_m or vertical_m than was asked for")
    return proof(certificate, a, b)


def main(answer, *files):
    """Judges the answer pair by pair, a line each, and says how much that was and what is out of scope."""
    need(files, "usage: python recheck.py ANSWER.json NOTICES.geojson...")
    number = {"parse_float": Fraction, "parse_constant": Fraction}  # exact, and nothing infinite
    said, *filed = (json.loads(Path(path).read_bytes(), **number) for path in (answer, *files))
    features = {feature["properties"]["id"]: feature for each in filed for feature in each["features"]}
    need(len(features) == sum(len(each["features"]) for each in filed), "one id twice in the files")
    notices = [feature["properties"] for feature in features.values()]
    for gone in {n.get("replaces") for n in notices} | {n["id"] for n in notices if n.get("action") == "cancel"}:
        features.pop(gone, None)
    outcomes, judged, rules = Counter(refuted=said["checked"]["notices"] != len(features)), Counter(), set()
    for each in said["encounters"]:
        try:
            judged.update(judge(each, features, said.get("limits", {})))
            shown = [*each.get("certificate", {"rules": ()})["rules"], each]
            rules |= {(rule["separation_m"], rule["clause"] or "none") for rule in shown}
            outcome = "checked"
        except NotImplementedError as error:
            outcome = f"not judged: {error}"
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            outcome = f"refuted: {error if type(error) is ValueError else repr(error)}"
        outcomes[outcome.partition(":")[0]] += 1
        print(f"{each['a']} and {each['b']}: {each['verdict']}: {outcome}")
    against = sorted(f"{float(metres):g} m (clause {clause})" for metres, clause in rules if metres is not None)
    print(f"The answer is of {said['checked']['notices']} notices; {len(features)} stand in these files.")
    print(f"Judged: {outcomes['checked'] + outcomes['refuted'] or 'nothing'}; not judged: {outcomes['not judged']}.")
    print(f"Proofs: {judged['proofs']}, of {judged['pieces']} pieces. Held against: {'; '.join(against) or 'nothing'}.")
    print(LEFT)
    return 1 if outcomes["refuted"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"recheck: cannot be read: {error!r}", file=sys.stderr)
        sys.exit(2)
