"""Does an answer of `herald check --json` hold against the notices it was made from? Nothing of Herald is asked.

    python recheck.py ANSWER.json NOTICES.geojson...

Ends with 0 (nothing is refuted), 1 (something is refuted) or 2 (the call was wrong, or a file cannot be read). What is proved, how
exactly, and what is out of scope: docs/answers.md. Why it is a proof: design/certificates.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import reduce
from itertools import pairwise, product
from math import atan, atan2, ceil, cos, degrees, floor, hypot, inf, radians, sin, sqrt, tan
from operator import and_
from pathlib import Path

A_M, F, MEAN_M, LEAST_M, CHORD_M, SAG_M, NEAR_M = 6378137.0, 1 / 298.257223563, 6371008.8, 6335439.3, 1e4, 0.05, 5e-4
E2, STRETCH, EPOCH = F * (2 - F), (1, 1, Fraction(1 / (1 - F) ** 2)), datetime(1970, 1, 1, tzinfo=UTC)
ENDS = ("earliest", "latest", "low_m", "high_m")
ON_GROUND = ("ground-movement", "static-site", "patrol", "post")


def need(holds, *what):
    """Refutes what does not hold."""
    if not holds:
        raise ValueError(" ".join(map(str, what)))


def us(text):
    """Which instant is it, in microseconds since 1970?"""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def mixed(ends, part):
    """The value at this part of the way from one end to the other; infinite throughout if either is."""
    unbounded = [end for end in ends if abs(end) == inf]
    return unbounded[0] if unbounded else ends[0] + Fraction(part) * (ends[1] - ends[0])


def dot(one, other):
    """The sum of the products."""
    return sum(x * y for x, y in zip(one, other, strict=True))


def east_of(p, q):
    """How many degrees is q east of p, the shorter way round?"""
    return (q[0] - p[0] + 180) % 360 - 180


def ecef(place):
    """Where in space is a place on the ground? In metres, taken as exact."""
    lon, lat = map(radians, place)
    n = A_M / sqrt(1 - E2 * sin(lat) ** 2)
    return [Fraction(x) for x in (n * cos(lat) * cos(lon), n * cos(lat) * sin(lon), n * (1 - E2) * sin(lat))]


def inverse(p, q):
    """How far is q from p on WGS 84 (m), and in which azimuth? Vincenty 1975: to 0.1 mm, not for places nearly opposite."""
    lam = gap = radians(east_of(p, q))
    (s1, c1), (s2, c2) = ((sin(u), cos(u)) for u in (atan((1 - F) * tan(radians(lat))) for _, lat in (p, q)))
    for _ in range(99):
        east, north, cos_s = c2 * sin(lam), c1 * s2 - s1 * c2 * cos(lam), s1 * s2 + c1 * c2 * cos(lam)
        sin_s = hypot(east, north)
        sigma, sin_a = atan2(sin_s, cos_s), c1 * east / sin_s if sin_s else 0.0
        cos2_a = 1 - sin_a**2
        mid = cos_s - 2 * s1 * s2 / cos2_a if cos2_a > 1e-15 else 0.0
        c = F / 16 * cos2_a * (4 + F * (4 - 3 * cos2_a))
        bow = sigma + c * sin_s * (mid + c * cos_s * (2 * mid**2 - 1))
        before, lam = lam, gap + (1 - c) * F * sin_a * bow
        if abs(lam - before) < 1e-14:
            k = 1 - 2 / (sqrt(1 + E2 / (1 - E2) * cos2_a) + 1)
            b = k * (1 - 3 * k * k / 8)
            turn = cos_s * (2 * mid**2 - 1) - b / 6 * mid * (4 * sin_s**2 - 3) * (4 * mid**2 - 3)
            arc = sigma - b * sin_s * (mid + b / 4 * turn)
            return A_M * (1 - F) * (1 + k * k / 4) / (1 - k) * arc, atan2(east, north)
    raise NotImplementedError("places nearly opposite each other on the Earth")


def error_m(chord_m, within_m):
    """By how much may a distance measured in the plane of two pieces be wrong? design/geometry.md, section 2."""
    s, d = float(chord_m), min(float(within_m), 2e6)
    return 1.02 * (s * s * d / 4 + s**3 / 15 + d**3 / 2000) / LEAST_M**2 + 1e-5


class Notice:
    """One notice as filed, in canonical values: its stretches from stop to stop, or an area's edges.

    A stretch is its leg, metres, reach, and the values of ENDS at its start and end: us since 1970 (infinite: not stated), metres.
    """

    def __init__(self, feature, road):
        """`road` is how many times as long as drawn a road may be."""
        self.said, form, drawn = feature["properties"], feature["geometry"]["type"], feature["geometry"]["coordinates"]
        if self.said.get("observed"):
            raise NotImplementedError(f"{self.said['id']} is a track of the past")
        drawn = {"Point": [[drawn, drawn]], "LineString": [drawn]}.get(form, drawn)
        self.rings = [[[float(round(Fraction(x) * 10**9)) / 1e9 for x in xyz[:2]] for xyz in ring] for ring in drawn]
        self.area = form == "Polygon"
        self.lonlat = self.said.get("path", "lonlat" if self.area else "geodesic") == "lonlat"
        legs = [leg for ring in self.rings for leg in pairwise(ring)]
        metres = [self.length(leg) for leg in legs]
        self.sag_m = SAG_M if self.lonlat or self.area else 0.0
        self.near_m = NEAR_M + self.sag_m + 5e-9 * sum(metres) * self.lonlat
        self.loose_us = 1 + (self.near_m / float(self.said["speed_kmh"][0]) * 3.6e6 if "depart" in self.said else 0)
        self.over, bands = self.heights([xyz for ring in drawn for xyz in ring])
        stops = self.stops(metres, Fraction(road))
        if form != "LineString":
            stops = [(k, *stops[0][1:]) for k in range(len(legs) + 1)]
            bands = [(min(low for low, _ in bands), max(high for _, high in bands))] * len(stops)
        buffers = (Fraction(self.said.get(name, 0)) * 1000 for name in ("buffer_m", "place_uncertainty_m"))
        buffer = sum(Fraction(ceil(mm), 1000) for mm in buffers)
        aside = 0.5 * sqrt(road**2 - 1) if form == "LineString" and self.said["kind"] != "flight" else 0.0
        self.stretches = []
        for (v, *first), (w, *last) in pairwise(stops):
            ends = dict(zip(ENDS, zip((*first, *bands[v]), (*last, *bands[w]), strict=True), strict=True))
            leg, way = (legs[v], metres[v]) if v < w else ((self.rings[0][v],) * 2, 0.0)
            self.stretches.append((leg, way, buffer + Fraction(aside * metres[min(v, len(legs) - 1)]), ends))

    def heights(self, positions):
        """Over what are the heights, and between which (m, outward by mm) is each position?"""
        over, thirds = self.said.get("altitude_ref"), [Fraction(xyz[2]) for xyz in positions if len(xyz) == 3]
        if not thirds or (over is None and self.said["kind"] in ON_GROUND):
            low, high = self.said.get("altitude_m", (0, 0))
            one = Fraction(floor(Fraction(low) * 1000), 1000), Fraction(ceil(Fraction(high) * 1000), 1000)
            return over or "AGL", [one] * len(positions)
        half = Fraction(self.said.get("altitude_half_m", 0))
        lows = [floor((third - half) * 1000) for third in thirds]
        tall = max(ceil((third + half) * 1000) - low for third, low in zip(thirds, lows, strict=True))
        return over or "WGS84", [(Fraction(low, 1000), Fraction(low + tall, 1000)) for low in lows]

    def stops(self, metres, road):
        """When may it be at each vertex? (vertex, earliest, latest), a halt is two stops; what is derived is rounded outward."""
        given = self.said.get("windows") or [self.said["depart"]]
        windows = [(us(first) if first else -inf, us(last) if last else inf) for first, last in given]
        if "windows" in self.said:
            return [(vertex, *window) for vertex, window in enumerate(windows)]
        slow, fast = (Fraction(kmh) * Fraction(2500000, 9) for kmh in self.said["speed_kmh"])
        halts = {halt["vertex"]: (halt["min_s"], halt["max_s"]) for halt in self.said.get("halts", ())}
        found, way, least, most = [], Fraction(0), 0, 0
        for vertex, length in enumerate([0.0, *metres]):
            way += Fraction(length) * 10**12
            for low, high in ((0, 0), halts[vertex]) if vertex in halts else ((0, 0),):
                least, most = least + floor(Fraction(low) * 10**6), most + ceil(Fraction(high) * 10**6)
                early, late = floor(way / ceil(fast)) + least, ceil(way * road / floor(slow)) + most
                found.append((vertex, windows[0][0] + early, windows[0][1] + late))
        return found

    def length(self, leg, part=1.0):
        """How long is the leg, up to a part of it? One straight in longitude and latitude, by geodesics of up to 2 km."""
        (x, y), way = leg[0], inverse(*leg)[0] * part
        if not self.lonlat:
            return way
        east, north, n = east_of(*leg) * part, (leg[1][1] - y) * part, 1 + int(way / 2000)
        return sum(inverse(p, q)[0] for p, q in pairwise((x + east * k / n, y + north * k / n) for k in range(n + 1)))

    def beside(self, leg, place):
        """Abreast of which part of the leg is the place, and how many metres to its right (left: negative)?"""
        (way, course), (far, bearing) = inverse(*leg), inverse(leg[0], place)
        if way == 0:
            return 0.0, far
        if not self.lonlat:
            return far * cos(bearing - course) / way, MEAN_M * sin(far / MEAN_M) * sin(bearing - course)
        shrunk = cos(radians(place[1]))
        (east, north), (x, y) = ((east_of(leg[0], to) * shrunk, to[1] - leg[0][1]) for to in (leg[1], place))
        degree_m, long2 = radians(MEAN_M), east**2 + north**2
        return (x * east + y * north) / long2, (x * north - y * east) / sqrt(long2) * degree_m

    def holds(self, place):
        """Is the place inside the area's rings and in no hole? Edges due south are counted; round the south pole one more."""
        inside = False
        for ring in self.rings:
            turn = tilt = 0.0
            for p, q in pairwise(ring):
                x, east = east_of(place, p), east_of(p, q)
                turn, tilt = turn + east, tilt + east * (p[1] + q[1])
                if (x <= 0) != (x + east <= 0):
                    inside ^= (self.beside((p, q), place)[1] < 0) == (east > 0)
            inside ^= abs(turn) > 180 and tilt / turn < 0
        return inside

    def at(self, place, first, last):
        """Where may it be at this place from the first to the last instant? (reach, low, high) on each stretch that allows it."""
        if self.area and self.holds(place):
            places = [(self.stretches[0], 0.0, 0.0)]
        else:
            places = [(stretch, *self.beside(stretch[0], place)) for stretch in self.stretches]
        for (leg, way, reach, ends), part, aside in places:
            near = self.near_m / way if way else 1.0
            if abs(aside) <= self.near_m and -near <= part <= 1 + near:
                fraction = self.length(leg, part) / way if way else 0.0
                before, after = (min(max(fraction + k * near, 0.0), 1.0) for k in (-1, 1))
                loose = self.loose_us
                if mixed(ends["earliest"], before) <= first + loose and last - loose <= mixed(ends["latest"], after):
                    yield reach, *(mixed(ends[name], fraction) for name in ENDS[2:])

    def tile(self, pieces, epoch):
        """Are these pieces the filed stretches, each whole and in order? Fills in what follows of each."""
        mine = [[] for _ in self.stretches]
        for piece in pieces:
            if piece["stretch"] != -1 or not self.area:
                mine[range(len(mine)).index(piece["stretch"])].append(piece)
            self.fill(piece, epoch)
        for number, (leg, way, _, _) in enumerate(self.stretches):
            run, done, here = 0.0, 0, leg[0]
            for piece in mine[number]:
                run, (begin, end) = run + piece["metres"], piece["fractions"]
                gap = inverse(here, piece["places"][:2])[0] + abs(begin - done)
                need(gap < 1e-6 and done <= end <= 1, "a gap in stretch", number)
                here, done = piece["places"][2:], end
                need(abs(self.beside(leg, here)[1]) <= self.near_m, "a piece aside of stretch", number)
                need(abs(run - done * way) <= self.near_m, "a place at another fraction of stretch", number)
            need(inverse(here, leg[1])[0] + abs(done - 1) < 1e-6, "not the whole of stretch", number)

    def fill(self, piece, epoch):
        """Are a piece's windows and heights the filed ones, and is it short enough? Adds its length, reach and places in space."""
        (_, _, piece["reach"], ends), begin, end = (
            self.stretches[piece["stretch"]],
            piece["places"][:2],
            piece["places"][2:],
        )
        piece["metres"], piece["xyz"] = inverse(begin, end)[0], (ecef(begin), ecef(end))
        steep = tan(radians(max(abs(begin[1]), abs(end[1])))) if self.lonlat and piece["stretch"] >= 0 else 0
        bend_m = 1.08 * piece["metres"] ** 2 * steep / (8 * MEAN_M)
        need(piece["metres"] <= CHORD_M + 1 and bend_m <= SAG_M, "a piece that is too long")
        for name, loose in zip(ENDS, (self.loose_us, self.loose_us, 1e-6, 1e-6), strict=True):
            zero = epoch if name in ENDS[:2] else 0
            filed = [mixed(ends[name], part) - zero for part in piece["fractions"]]
            listed = [filed[0]] * 2 if piece[name] is None and abs(filed[0]) == inf else piece[name]
            need(all(x == y or abs(x - y) <= loose for x, y in zip(listed, filed, strict=True)), "another", name)


def planes(a, b, rule):
    """Where do two pieces share an instant, at heights within the limit? Half-planes (of u, of v, constant): their sum >= 0."""
    up, down = (None if rule[name] is None else rule[name] + Fraction(1, 2000) for name in ("up_m", "down_m"))
    found = [(1, 0, 0), (-1, 0, 1), (0, 1, 0), (0, -1, 1)]
    time, height = ENDS[:2], ENDS[2:]
    for one, other, (low, high), more in (
        (a, b, time, 0.5),
        (b, a, time, 0.5),
        (a, b, height, up),
        (b, a, height, down),
    ):
        if None in (one[low], other[high], more):
            found.append((0, 0, 1))
        else:
            slopes = one[low][0] - one[low][1], other[high][1] - other[high][0]
            constant = other[high][0] - one[low][0] + Fraction(more)
            found.append((*(slopes if one is a else slopes[::-1]), constant))
    return found


def prove(a, b, bound, rule, sag_m):
    """Do the multipliers prove, in rationals, that two pieces stay further apart than the rule asks?"""
    direction, (p, q), (r, s) = [Fraction(x) for x in bound["direction"]], a["xyz"], b["xyz"]
    normal = [sum(four) * k for four, k in zip(zip(p, q, r, s, strict=True), STRETCH, strict=True)]
    share = dot(direction, normal) / dot(normal, normal)
    flat = [x - share * n for x, n in zip(direction, normal, strict=True)]
    of_u, of_v, rest = (dot(flat, [y - x for x, y in zip(*ends, strict=True)]) for ends in ((p, q), (s, r), (r, p)))
    half_planes = planes(a, b, rule)
    for number, multiplier in bound["multipliers"]:
        need(multiplier >= 0, "a negative multiplier")
        x, y, constant = half_planes[number]
        of_u, of_v, rest = of_u - multiplier * x, of_v - multiplier * y, rest - multiplier * constant
    rest, size2 = rest + min(0, of_u) + min(0, of_v), dot(flat, flat)
    need(rest > 0, "its multipliers prove nothing")
    if not size2:
        return  # they share no instant and height: whatever distance is stated, it holds
    within = float(rule["separation_m"] + a["reach"] + b["reach"])
    within += error_m(max(a["metres"], b["metres"]), within) + sag_m
    limit = 2 * MEAN_M * sin(within / 2 / MEAN_M) if within < MEAN_M else inf
    need(limit - 1e-6 <= bound["limit_m"] < bound["bound_m"], "its limit is", limit)
    need(rest**2 >= (bound["bound_m"] - Fraction(1, 10**6)) ** 2 * size2, "its multipliers prove less")


def box(pieces, sag_m):
    """Between which instants, heights, X, Y and Z do these pieces run?"""
    sides = []
    for piece in pieces:
        bow = Fraction(1.01 * piece["metres"] ** 2 / (8 * LEAST_M) + sag_m)
        time = (piece["earliest"] or [-inf])[0], (piece["latest"] or [inf])[-1]
        ground = [(min(ends) - bow, max(ends) + bow) for ends in zip(*piece["xyz"], strict=True)]
        sides.append([time, (min(piece["low_m"]), max(piece["high_m"])), *ground])
    return [(min(low for low, _ in side), max(high for _, high in side)) for side in zip(*sides, strict=True)]


def apart(a, b, rules, reach_m):
    """Do two boxes share no instant, no height or no ground within reach, under every rule?"""
    after, before = ([x[0] - y[1] for x, y in zip(*both, strict=True)] for both in ((a, b), (b, a)))
    up, down = (max(inf if rule[name] is None else rule[name] for rule in rules) for name in ("up_m", "down_m"))
    ground2 = sum(max(0, x, y) ** 2 for x, y in zip(after[2:], before[2:], strict=True))
    within = max(rule["separation_m"] for rule in rules) + reach_m
    return max(after[0], before[0]) > 0.5 or after[1] > up or before[1] > down or ground2 > within**2


def covered(held, count, rules):
    """Which pieces of the second notice are held apart from all `count` of the first, by boxes or under these rules? As bits."""
    found = [0] * count
    for (first, last), (begin, end), rule in held:
        if rule is None or rule in rules:
            for number in range(first, last + 1):
                found[number] |= (1 << end + 1) - (1 << begin)
    return reduce(and_, found)


def outside(area, edges, others, rules, held):
    """Is no piece inside the area? Held apart from all edges, it is so or not as a whole while it could meet: one place tells."""
    full = [covered(held, len(edges), {rule}) for rule in range(len(rules))]
    for number, piece in enumerate(others):
        named = {rule for _, (begin, end), rule in held if begin <= number <= end and rule is not None}
        least = min(named, key=lambda rule: rules[rule]["vertical_m"], default=0)
        for rule in [rule for rule, bits in enumerate(full) if bits >> number & 1] or [least]:
            low, high = Fraction(0), Fraction(1)
            for _, slope, constant in planes(edges[0], piece, rules[rule]):
                low = max(low, -constant / slope) if slope > 0 else low
                high = min(high, -constant / slope if slope < 0 else 1 if slope > 0 or constant >= 0 else -1)
            x, y, z = (float(p + (q - p) * (low + high) / 2) for p, q in zip(*piece["xyz"], strict=True))
            place = degrees(atan2(y, x)), degrees(atan2(z, (1 - E2) * hypot(x, y)))
            need(low > high or not area.holds(place), "piece", number, "lies in the area")


def proof(said, a, b):
    """Does the certificate prove what it says of these two notices? Returns how much it holds."""
    rules, held, ones, others = said["rules"], [], said["pieces_a"], said["pieces_b"]
    a.tile(ones, said["epoch"])
    b.tile(others, said["epoch"])
    for rule in rules:
        margins = [rule[name] for name in ("up_m", "down_m") if rule[name] is not None]
        need(a.over != b.over or all(margin >= rule["vertical_m"] for margin in margins), "a margin under the limit")
    reach = max(piece["reach"] for piece in ones) + max(piece["reach"] for piece in others)
    for number, each in enumerate(said["boxes"]):
        (i, j), (k, m) = each["a"], each["b"]
        need(0 <= i <= j < len(ones) and 0 <= k <= m < len(others), f"box {number}: no such pieces")
        boxes = box(ones[i : j + 1], a.sag_m), box(others[k : m + 1], b.sag_m)
        need(apart(*boxes, rules, reach), f"box {number}: not apart")
        held.append((each["a"], each["b"], None))
    for number, each in enumerate(said["bounds"]):
        i, j, rule = each["a"], each["b"], each["rule"]
        need(0 <= i < len(ones) and 0 <= j < len(others) and 0 <= rule < len(rules), f"bound {number}: no such pieces")
        try:
            prove(ones[i], others[j], each, rules[rule], a.sag_m + b.sag_m)
        except ValueError as error:
            raise ValueError(f"bound {number}: {error}") from None
        held.append(((i, i), (j, j), rule))
    if said["verdict"] == "cannot-meet":
        whole = covered(held, len(ones), range(len(rules))) == (1 << len(others)) - 1
        need(whole, "two pieces that neither a box nor a bound holds apart")
        if a.area:
            outside(a, ones, others, rules, held)
        if b.area:
            turned = [{**rule, "up_m": rule["down_m"], "down_m": rule["up_m"]} for rule in rules]
            outside(b, others, ones, turned, [(two, one, rule) for one, two, rule in held])
    return {"pieces": len(ones) + len(others), "boxes": len(said["boxes"]), "bounds": len(said["bounds"])}


def meeting(said, a, b, limits):
    """May both be where and when the answer says, so far apart, within its limit?"""
    first, last = map(us, said["at"]["instants"])
    need(first <= last, "instants that run backwards")
    need(
        any(us(start) <= first and last <= us(end) for start, end in said["windows"]), "instants in none of its windows"
    )
    found = [list(notice.at(said["at"][side], first, last)) for side, notice in (("a", a), ("b", b))]
    for side, places in zip("ab", found, strict=True):
        need(places, said[side], "may not be there then")
    metres, within = inverse(said["at"]["a"], said["at"]["b"])[0], said["separation_m"] + said["reach_m"]
    need(abs(metres - said["closest_m"]) <= said["error_m"], "the places are", metres, "m apart")
    need(said["error_m"] <= error_m(CHORD_M, within) + a.sag_m + b.sag_m + 0.001, "an error_m larger than it can be")
    need(said["closest_m"] <= within + said["error_m"], "closest_m is beyond the limit")
    need(any(abs(p[0] + q[0] - said["reach_m"]) < 0.0002 for p, q in product(*found)), "another reach_m was filed")
    if said["clause"] is None and limits:
        need(abs(said["separation_m"] - limits["separation_m"]) < 0.0002, "another separation_m than was asked for")
        up = limits["vertical_m"] + Fraction(1, 1000)
        level = any(p[1] - q[2] <= up and q[1] - p[2] <= up for p, q in product(*found))
        need(level or a.over != b.over, "heights further apart than the limit")


def judge(said, features, limits):
    """What can be judged of this encounter? Refutes it, or returns how much was."""
    need(said["a"] in features and said["b"] in features, "a notice that does not stand in these files")
    a, b = (Notice(features[said[side]], limits.get("road_factor", 1)) for side in "ab")
    need(a.said["party"] != b.said["party"], "both are one party's")
    certificate, verdict = said.get("certificate"), said["verdict"]
    if verdict == "could-meet":
        meeting(said, a, b, limits)
    elif certificate is None:
        need(verdict == "cannot-tell", "nothing is given that could prove it")
        raise NotImplementedError("that it cannot be told")
    if certificate is None:
        return {}
    need(all(certificate[name] == said[name] for name in ("a", "b", "verdict")), "a certificate of something else")
    for rule in certificate["rules"]:
        asked = all(rule[name] == limits.get(name, rule[name]) for name in ("separation_m", "vertical_m"))
        need(asked or rule["clause"] is not None, "another separation_m or vertical_m than was asked for")
    return proof(certificate, a, b)


def read(path):
    """What does this JSON say? Numbers are exact, none is infinite."""
    return json.loads(Path(path).read_bytes(), parse_float=Fraction, parse_constant=lambda name: need(False, name))


def standing(filed):
    """Which of these notices were neither replaced nor cancelled, by id?"""
    said = [feature["properties"] for feature in filed]
    need(len({each["id"] for each in said}) == len(said), "one id twice in the files")
    gone = {each.get("replaces") for each in said} | {each["id"] for each in said if each.get("action") == "cancel"}
    return {feature["properties"]["id"]: feature for feature in filed if feature["properties"]["id"] not in gone}


def rules_used(encounter):
    """Which separations is this pair held against, under which clause?"""
    certified = encounter.get("certificate", {"rules": []})["rules"]
    shown = [encounter] if encounter["separation_m"] is not None else []
    return {
        (f"{float(rule['separation_m']):g} m", "no clause" if rule["clause"] is None else f"clause {rule['clause']}")
        for rule in [*shown, *certified]
    }


def main(answer, *files):
    """Judges the answer pair by pair, a line each, and says how much that was and what is out of scope."""
    said, features = read(answer), standing([feature for path in files for feature in read(path)["features"]])
    outcomes, judged, rules = Counter(), Counter(), set()
    for each in said["encounters"]:
        try:
            judged.update(judge(each, features, said.get("limits", {})))
            rules |= rules_used(each)
            outcome = "checked"
        except NotImplementedError as error:
            outcome = f"not judged: {error}"
        except ValueError as error:
            outcome = f"refuted: {error}"
        except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
            outcome = f"refuted: not of an answer's form: {type(error).__name__}: {error}"
        outcomes[outcome.partition(":")[0]] += 1
        print(f"{each['a']} and {each['b']}: {each['verdict']}: {outcome}")
    if said["checked"]["notices"] != len(features):
        outcomes["refuted"] += 1
        print(f"refuted: the answer is of {said['checked']['notices']} notices, {len(features)} stand in these files")
    parts = (f"{judged[name]} {name}" for name in ("pieces", "boxes", "bounds"))
    print(
        f"Judged: {outcomes['checked'] + outcomes['refuted'] or 'nothing'}; not judged: {outcomes['not judged']}.",
        end=" ",
    )
    print(f"Certificates: {', '.join(parts)}.")
    print(
        "Held against:", "; ".join(f"{metres} ({clause})" for metres, clause in sorted(rules)) or "nothing", end=".\n"
    )
    print(
        "Out of scope: which clause governs, margins between two references of height, ends nobody stated, tracks of the past,"
    )
    print("that no nearer approach exists, windows, clears, retime, findings, and pairs that are not listed.")
    return 1 if outcomes["refuted"] else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print("usage: python recheck.py ANSWER.json NOTICES.geojson...", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"recheck: cannot be read: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
