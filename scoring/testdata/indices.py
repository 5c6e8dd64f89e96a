"""Indices of the kinds that are published, computed with numpy alone: the scheme,
the data, and what each unit comes to. It writes indices.json, which the tests
hold the engine against.

    python3 scoring/testdata/indices.py > scoring/testdata/indices.json

It knows nothing of the engine: each index is written out as its publisher's
technical notes would do it. The units and figures are invented.
"""
import json
import numpy as np

nan = float('nan')
rng = np.random.default_rng(2026)
HEAD = "version: 1\nid: test\nedition: '1'\nstatus: inForce\ntitle: {zh: 测试, en: test}\n"
cases = []


def case(name, scheme, data, score, groups=None, weights=None):
    """data: column -> values; nan is missing."""
    n = len(next(iter(data.values())))
    assert all(len(v) == n for v in data.values()) and len(score) == n, name
    clean = lambda v: [None if x != x else float(x) for x in np.asarray(v, float)]
    cases.append({'name': name, 'scheme': HEAD + scheme, 'data': {k: clean(v) for k, v in data.items()},
                  'groups': groups, 'score': clean(score), 'weights': weights})


def minmax(x, a=0., b=1.):
    return a + (b - a) * (x - np.nanmin(x)) / (np.nanmax(x) - np.nanmin(x))


def posts(x, low, high, a=0., b=1., down=False):
    s = np.clip((x - low) / (high - low), 0, 1)
    return a + (b - a) * (1 - s if down else s)


def rowmean(columns, weights=None):
    """The weighted mean of what is there."""
    x = np.array(columns)
    w = np.ones(len(x)) if weights is None else np.array(weights, float)
    w = np.where(np.isnan(x), 0, w[:, None])
    with np.errstate(invalid='ignore'):
        return np.nansum(np.where(np.isnan(x), 0, x) * w, 0) / w.sum(0)


def skewness(x):  # G1
    n, d = len(x), x - x.mean()
    return np.sqrt(n * (n - 1)) / (n - 2) * (d**3).mean() / (d**2).mean()**1.5


def kurtosis(x):  # G2
    n, d = len(x), x - x.mean()
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * ((d**4).mean() / (d**2).mean()**2 - 3) + 6)


# Human development: a geometric mean of three dimensions, education the mean of
# two, income on a logarithm; what lies beyond a goalpost counts as the goalpost.
life = np.array([82.4, 62.4, 76.9, 85.5, 51.0, 19.0])
expected = np.array([18.1, 6.5, 14.0, 16.0, 8.2, 9.0])
mean = np.array([12.9, 2.1, 8.1, 15.5, 3.3, 4.0])
income = np.array([66494., 1201, 16057, 131032, 0, 50])
ln = np.log
purse = np.array([1. if v > 75000 else 0. if v < 100 else (ln(v) - ln(100)) / (ln(75000) - ln(100)) for v in income])
case('human development', """defaults: {aggregation: [geometric, arithmetic]}
index:
  children:
  - {id: life, goalposts: {low: 20, high: 85}}
  - id: education
    children:
    - {id: expected, goalposts: {low: 0, high: 18}}
    - {id: mean, goalposts: {low: 0, high: 15}}
  - {id: income, goalposts: {low: 100, high: 75000, log: natural}}
""", {'life': life, 'expected': expected, 'mean': mean, 'income': income},
     (posts(life, 20, 85) * (posts(expected, 0, 18) + posts(mean, 0, 15)) / 2 * purse)**(1 / 3))

# Innovation: per unit of output, treated for outliers by skewness and kurtosis,
# minimum to maximum, some indicators with half the weight, two thirds of the
# indicators of each half needed.
n = 24
gdp = rng.uniform(50, 5000, n)
patents = gdp * rng.lognormal(0, .4, n)
patents[3] *= 40  # one extreme, which winsorising cures
spend = rng.lognormal(0, 2.3, n)  # a heavy tail, which takes a logarithm
papers, exports, graduates = rng.uniform(0, 80, n), rng.normal(50, 9, n), rng.uniform(10, 60, n)
papers[[5, 6]] = nan
exports[[6, 7]] = nan
graduates[6] = nan


def gii(x):
    v = np.array(x)
    moved = 0
    for _ in range(5):
        if abs(skewness(v)) < 2 or kurtosis(v) < 3.5:
            return v
        order = np.argsort(v)
        v[v == v[order[-1]]] = v[v < v[order[-1]]].max()
        moved += 1
    if abs(skewness(v)) < 2 or kurtosis(v) < 3.5:
        return v
    return ln((x.max() - 1) * (x - x.min()) / (x.max() - x.min()) + 1)


halves = [rowmean([minmax(gii(patents / gdp), 0, 100), minmax(papers, 0, 100)], [1, .5]),
          rowmean([minmax(gii(spend), 0, 100), minmax(exports, 0, 100), minmax(graduates, 0, 100)], [.5, 1, 1])]
short = np.array([(~np.isnan(np.array([papers, exports, graduates]))[:, i]).sum() + 2 for i in range(n)]) < .66 * 5
index = (halves[0] + halves[1]) / 2
index[short] = nan
case('innovation', """defaults: {normalise: {method: minmax, scale: [0, 100]}, outliers: {method: winsoriseLog, formula: gii}}
index:
  coverage: {share: 0.66, of: indicators}
  children:
  - id: output
    weights: relative
    children:
    - {id: patents, denominator: gdp, weight: 1}
    - {id: papers, weight: 0.5}
  - id: input
    weights: relative
    children:
    - {id: spend, weight: 0.5}
    - {id: exports, weight: 1}
    - {id: graduates, weight: 1}
""", {'gdp': gdp, 'patents': patents, 'spend': spend, 'papers': papers, 'exports': exports, 'graduates': graduates}, index)

# Environmental performance: how near to a target; the worst is the 95th or 5th
# percentile; logarithms of x + 1, since some emit nothing.
n = 20
dust, forest, waste = rng.lognormal(2, 1.2, n), rng.uniform(0, 90, n), rng.uniform(0, 100, n)
dust[4] = 0
forest[2] = nan
q = np.quantile(ln(dust + 1), .95)
near = [posts(ln(dust + 1), ln(0 + 1), q, 0, 100, True), posts(forest, np.nanquantile(forest, .05), 50, 0, 100), posts(waste, 0, np.quantile(waste, .95), 0, 100)]
case('environment', """defaults: {scale: [0, 100]}
index:
  children:
  - id: health
    weight: 40
    children:
    - {id: dust, direction: down, goalposts: {low: 0, high: p95, log: natural, plus: 1}}
  - id: ecosystem
    weight: 60
    children:
    - {id: forest, weight: 0.7, goalposts: {low: p5, high: 50}}
    - {id: waste, weight: 0.3, goalposts: {low: 0, high: p95}}
""", {'dust': dust, 'forest': forest, 'waste': waste}, rowmean([near[0], rowmean(near[1:], [.7, .3])], [.4, .6]))

# Fragility: a sum of twelve marks from 0 to 10.
marks = {f'm{i}': rng.integers(0, 101, 9) / 10 for i in range(12)}
case('fragility', 'index:\n  aggregation: sum\n  children:\n' + ''.join(f'  - {{id: {m}, normalise: none}}\n' for m in marks), marks, sum(marks.values()))

# Ease of business: the mean of percentile ranks, where equals share a place.
days, cost = rng.integers(1, 9, 15).astype(float), rng.uniform(0, 5, 15)


def rank(x, ties):  # 1 is the least
    low = np.array([(x < v).sum() + 1 for v in x])
    high = np.array([(x <= v).sum() for v in x])
    return {'lower': low, 'higher': high, 'mean': (low + high) / 2}[ties]


for ties in ('lower', 'mean', 'higher'):
    for formula, f in {'share': lambda r: 100 * r / 15, 'unit': lambda r: 100 * (r - 1) / 14, 'weibull': lambda r: 100 * r / 16, 'hazen': lambda r: 100 * (r - .5) / 15}.items():
        case(f'ease of business, {ties}, {formula}', f"""defaults: {{normalise: {{method: percentile, ties: {ties}, formula: {formula}}}, direction: down}}
index:
  children:
  - {{id: days}}
  - {{id: cost}}
""", {'days': days, 'cost': cost}, (f(rank(-days, ties)) + f(rank(-cost, ties))) / 2)

# Sustainability: the normal distribution's share below the mean of standard
# scores, which are robust against outliers.
a, b, c = rng.lognormal(0, 1, 11), rng.normal(5, 2, 11), rng.uniform(0, 1, 11)


def mad(x): return 1.4826 * np.median(abs(x - np.median(x)))
def iqr(x): return (np.quantile(x, .75) - np.quantile(x, .25)) / 1.349


from math import erf
phi = np.vectorize(lambda z: (1 + erf(z / 2**.5)) / 2)
z = ((a - np.median(a)) / mad(a) - (b - b.mean()) / iqr(b) + (c - .4) / .25) / 3
case('sustainability', """index:
  normalise: {method: zscore, center: 0, spread: 1, cdf: true, scale: [0, 100]}
  children:
  - {id: a, normalise: {method: zscore, center: median, spread: mad}}
  - {id: b, direction: down, normalise: {method: zscore, spread: iqr}}
  - {id: c, normalise: {method: zscore, center: 0.4, spread: 0.25}}
""", {'a': a, 'b': b, 'c': c}, 100 * phi(z))

# Risk: hazard times vulnerability times lack of capacity, on 0 to 10, geometric;
# capacity is turned over, what is not known of hazard counts as the worst, of
# capacity as 5.
hazard, poverty, roads, schools = rng.uniform(0, 10, 10), rng.uniform(0, 60, 10), rng.uniform(0, 10, 10), rng.uniform(0, 10, 10)
hazard[2], roads[[2, 3]] = nan, nan
worst = np.where(np.isnan(hazard), np.nanmin(hazard), hazard)
capacity = (np.where(np.isnan(roads), 5, roads) + schools) / 2
case('risk', """index:
  aggregation: geometric
  children:
  - {id: hazard, missing: worst, goalposts: {low: 0, high: 10, scale: [0, 10]}}
  - {id: poverty, goalposts: {low: 0, high: 60, scale: [0, 10]}}
  - id: capacity
    direction: down
    normalise: {method: goalposts, low: 0, high: 10, scale: [0, 10]}
    children:
    - {id: roads, missing: {method: value, value: 5}, normalise: none}
    - {id: schools, normalise: none}
""", {'hazard': hazard, 'poverty': poverty, 'roads': roads, 'schools': schools}, (worst * poverty / 6 * (10 - capacity))**(1 / 3))

# Goals: the best is the mean of the five best, the worst a low percentile; at
# least two of three indicators.
x = [rng.uniform(0, 100, 18), rng.uniform(0, 100, 18), rng.lognormal(1, 1, 18)]
x[0][[0, 1]], x[1][[1, 2]] = nan, nan
top = np.sort(x[0][~np.isnan(x[0])])[-5:].mean()
low5 = np.sort(x[2])[:5].mean()
parts = [posts(x[0], np.nanquantile(x[0], .025), top, 0, 100), minmax(x[1], 0, 100), posts(x[2], low5, np.quantile(x[2], .975), 0, 100, True)]
goals = rowmean(parts)
goals[(~np.isnan(np.array(parts))).sum(0) < 2] = nan
case('goals', """defaults: {scale: [0, 100]}
index:
  coverage: {least: 2}
  children:
  - {id: a, goalposts: {low: p2.5, high: top5}}
  - {id: b}
  - {id: c, direction: down, goalposts: {low: bottom5, high: p97.5}}
""", {'a': x[0], 'b': x[1], 'c': x[2]}, goals)

# Sums and products with weights as they are written, the best and the middle.
p, q, r = rng.uniform(1, 4, 8), rng.uniform(1, 4, 8), rng.uniform(1, 4, 8)
case('product', """index:
  aggregation: multiply
  weights: relative
  children:
  - {id: p, weight: 2, normalise: none}
  - {id: q, weight: 1, normalise: none}
  - {id: both, weight: 0.5, aggregation: sum, weights: relative, children: [{id: r, weight: 3, normalise: none}, {id: p1, weight: 2, evidence: {column: p}, normalise: none}]}
""", {'p': p, 'q': q, 'r': r}, p**2 * q * (3 * r + 2 * p)**.5)
case('best and middle', """index:
  children:
  - {id: best, aggregation: strongest, children: [{id: p, normalise: none}, {id: q, normalise: none}]}
  - {id: middle, aggregation: median, children: [{id: p1, evidence: {column: p}, normalise: none}, {id: q1, evidence: {column: q}, normalise: none}, {id: r, normalise: none}]}
""", {'p': p, 'q': q, 'r': r}, (np.maximum(p, q) + np.median([p, q, r], 0)) / 2)

# Peers: within the group of a unit's own kind, and filled in from it.
kind = ['large', 'small'] * 6
v, w = rng.uniform(0, 100, 12), rng.uniform(0, 9, 12)
v[[0, 1]] = nan
out = np.zeros(12)
for k in set(kind):
    at = np.array([i for i in range(12) if kind[i] == k])
    vv = np.where(np.isnan(v[at]), np.nanmean(v[at]), v[at])
    out[at] = (minmax(vv) + (w[at] - w[at].mean()) / w[at].std(ddof=0)) / 2
case('peers', """index:
  children:
  - {id: v, missing: groupMean, normalise: {method: minmax, within: group}}
  - {id: w, normalise: {method: zscore, ddof: 0, within: group}}
""", {'v': v, 'w': w}, out, kind)

# Steps, conditions, and what takes the place of something else.
s, t = np.array([0., 3, 5, 9.9, 10, 44]), np.array([1., nan, 2, nan, 7, 3])
u = np.array([nan, 4, 9, nan, 1, 1.])
step = np.array([0., 0, 50, 50, 100, 100])
other = np.array([x if x == x else y for x, y in zip(t, u)])
both = np.where(s >= 5, np.round(s / 3 + .01), np.floor(s))
case('steps', """index:
  children:
  - {id: s, normalise: {method: categorical, by: value, bands: [{value: 0}, {from: 5, value: 50}, {from: 10, value: 100}]}}
  - {id: t, value: 'first(t, u)', normalise: none}
  - {id: both, value: 'if(s >= 5, round(s / 3 + 0.01), floor(s))', normalise: none}
""", {'s': s, 't': t, 'u': u}, rowmean([step, other, both]))

# Three ways to cut extremes off.
d = np.concatenate([rng.normal(0, 1, 14), [9, -12]])
q1, q3 = np.quantile(d, [.25, .75])
o = np.sort(d)
case('extremes', """defaults: {normalise: none}
index:
  children:
  - {id: iqr, evidence: {column: d}, outliers: {method: iqr, fence: 1.5}}
  - {id: sd, evidence: {column: d}, outliers: {method: deviations, fence: 2}}
  - {id: points, evidence: {column: d}, outliers: {method: points, most: 2}}
  - {id: high, evidence: {column: d}, outliers: {method: points, most: 1, side: high}}
""", {'d': d}, (np.clip(d, q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)) + np.clip(d, d.mean() - 2 * d.std(ddof=1), d.mean() + 2 * d.std(ddof=1))
                + np.clip(d, o[2], o[-3]) + np.minimum(d, o[-2])) / 4)

# Either skewness or kurtosis is enough to treat.
e = np.array([0., 0, 1, 1, 2, 2, 3, 3, 14, -11])
assert abs(skewness(e)) < 2 and kurtosis(e) > 3.5
win = np.where(e == 14, 3, e)
assert abs(skewness(win)) > 2
win = np.where(win == -11, 0, win)
assert abs(skewness(win)) < 2 and kurtosis(win) < 3.5
case('either', """index:
  children:
  - {id: e, outliers: {method: winsorise, if: either}, normalise: none}
""", {'e': e}, win)

# Imbalance costs: standard scores about 100, the mean less variance over mean.
f, g, h = rng.normal(0, 1, 9), rng.normal(3, 2, 9), rng.normal(1, 5, 9)
zz = np.array([100 + 10 * (x - x.mean()) / x.std(ddof=0) for x in (f, g, -h)])
case('imbalance', """defaults: {normalise: {method: zscore, ddof: 0, mean: 100, sd: 10}}
index:
  aggregation: mazziottaPareto
  children:
  - {id: f}
  - {id: g}
  - {id: h, direction: down}
""", {'f': f, 'g': g, 'h': h}, zz.mean(0) - zz.var(0) / zz.mean(0))

# A logarithm with zeros: shifted, as COINr does.
k = np.array([0., 0, 1, 10, 100, 1000])
l = np.array([5., 4, 3, 2, 1, 0])
case('zeros', """index:
  children:
  - {id: k, normalise: {method: minmax, log: natural}}
  - {id: l, normalise: {method: leader, scale: [0, 100]}}
""", {'k': k, 'l': l},
     (minmax(ln(k - k.min() + .01 * (k.max() - k.min()))) + 100 * l / l.max()) / 2)

print(json.dumps(cases, ensure_ascii=False, indent=1))
