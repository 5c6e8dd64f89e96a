"""Walks growth lists over GraphQL, with nothing but Python's own library:

    CHAINATLAS_TOKEN=… python3 examples/growth.py http://127.0.0.1:8080 china-gazelle 2024-12-31 2025-06-30

It draws a list up for two days, publishes both, and tells who is on the newer
edition, why one company is or is not, down to the cell, who lacks one figure
alone, and what differs; the workbook and the edition's own file are saved beside
it. Publishing needs a token of a publisher: chainatlas token add NAME --role publisher.
"""
import json
import os
import sys
import urllib.parse
import urllib.request

URL, LIST, *DAYS = sys.argv[1:]
TOKEN = os.environ.get("CHAINATLAS_TOKEN", "")


def ask(query, token="", **variables):
    """Sends a query and returns its data; what goes wrong is told by a code."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    with urllib.request.urlopen(urllib.request.Request(URL + "/graphql", body, headers)) as answer:
        said = json.load(answer)
    if said.get("errors"):
        error = said["errors"][0]
        sys.exit(error["extensions"]["code"] + ": " + error["message"])
    return said["data"]


revision = 0
for day in DAYS:
    run = {"list": LIST, "referenceDate": day}
    e = ask("""query($run: GrowthRunInput!) { growthRun(run: $run) {
        revision results counts { considered in borderline out insufficient } } }""", run=run)["growthRun"]
    c = e["counts"]
    print(f"{day}: {c['in']} in, {c['borderline']} borderline, {c['out']} out, {c['insufficient']} without enough data, of {c['considered']}")
    # What is published is what was seen; the same key again does nothing.
    revision = ask("""mutation($in: PublishListInput!) { publishList(input: $in) { revision } }""", TOKEN, **{
        "in": {"run": run, "revision": e["revision"], "seen": e["results"], "reason": "an example", "clientKey": f"{LIST} {day}"}})["publishList"]["revision"]

edition = ask("""query($list: String!, $r: Revision!) { growthEdition(list: $list, minRevision: $r) {
    number hash publication { id members status } previous { number }
    in: page(states: [IN], first: 3) { nodes { id name rank because { en } } }
    missing: page(oneMore: true, first: 3) { nodes { id name because { en } } } } }""", list=LIST, r=revision)["growthEdition"]
print(f"edition {edition['number']}: {edition['publication']['members']} members, {edition['publication']['status']}")
for r in edition["in"]["nodes"]:
    print(f"  {r['rank']}. {r['name']}: {r['because']['en']}")
for r in edition["missing"]["nodes"]:
    print(f"  one figure short: {r['name']} {r['because']['en']}")

for r in (edition["in"]["nodes"] + edition["missing"]["nodes"])[:1]:
    why = ask("""query($list: String!, $id: ID!) { growthEdition(list: $list) { result(enterprise: $id) {
        name state outcomes { name { en } verdict line figures { label { en } year sources { document sheet cell printed } } } } } }""", list=LIST, id=r["id"])
    for o in why["growthEdition"]["result"][0]["outcomes"]:
        print(f"  {o['name']['en']}: {o['verdict']} {o['line'] or ''}")
        for f in o["figures"]:
            for s in f["sources"]:
                print(f"    {f['label']['en']} {f['year']}: {s['printed']} ({s['document']}, {s['sheet']} {s['cell']})")

if edition["previous"]:
    d = ask("""query($from: GrowthEditionKey!, $to: GrowthEditionKey!) { growthDiff(from: $from, to: $to, rejudge: true) {
        entered left moved stayed causes { cause count } } }""",
            **{"from": {"list": LIST, "number": edition["previous"]["number"]}, "to": {"list": LIST, "number": edition["number"]}})["growthDiff"]
    print(f"since {edition['previous']['number']}: +{d['entered']} -{d['left']}, {d['moved']} moved, {d['stayed']} stayed; "
          + ", ".join(f"{x['cause']} {x['count']}" for x in d["causes"]))

# The members, as any list of enterprises and the map are filtered by them.
on = {"edge": {"type": "LISTED_IN", "to": [edition["publication"]["id"]]}}
print("members by the filter:", ask("query($f: Filter) { enterprises(filter: $f) { totalCount } }", f=on)["enterprises"]["totalCount"])

for format, name in (("xlsx", "growth.xlsx"), ("json", "growth.json")):
    query = urllib.parse.urlencode({"list": LIST, "number": edition["number"]})
    with urllib.request.urlopen(f"{URL}/download/growth.{format}?{query}") as answer, open(name, "wb") as file:
        file.write(answer.read())
print("wrote growth.xlsx, and growth.json for chainatlas list verify")
