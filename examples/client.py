#!/usr/bin/env python3
"""An example client of ChainAtlas, with the standard library of Python 3.9 or later alone.

It asks the service two things that every script needs:

* a question in GraphQL, page by page (list_nodes), with the revision that the answer comes from;
* the same list as a file, at the same revision and with the same filter (download).

    python3 client.py http://127.0.0.1:8080 --segment A1 --order revenue --file companies.csv

A filter is the input type Filter of the schema, as a dictionary; the same goes into a query and into
a download, so that both have the same rows. Queries need no token. Changes do: give it in the
environment as CHAINATLAS_TOKEN, never as an argument, which others can see.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class ChainAtlasError(Exception):
    """What the service refused: code is part of its contract, the message is for people."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class Client:
    def __init__(self, address, token=None, timeout=60):
        self.address = address.rstrip("/")
        self.token = token
        self.timeout = timeout

    def _open(self, path, body=None, headers=None):
        request = urllib.request.Request(self.address + path, data=body, headers=headers or {})
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        for attempt in range(4):
            try:
                return urllib.request.urlopen(request, timeout=self.timeout)
            except urllib.error.HTTPError as error:
                # It is starting, or too much is asked at once: it says when to come again.
                if error.code in (429, 503) and attempt < 3:
                    time.sleep(float(error.headers.get("Retry-After") or 1))
                    continue
                text = error.read().decode("utf-8", "replace")
                try:
                    answer = json.loads(text)
                except ValueError:
                    raise ChainAtlasError(str(error.code), text) from None
                if "error" in answer:  # of a download
                    raise ChainAtlasError(answer["error"]["code"], answer["error"]["message"]) from None
                raise self._failed(answer["errors"]) from None

    @staticmethod
    def _failed(errors):
        first = errors[0]
        return ChainAtlasError(first.get("extensions", {}).get("code", "INTERNAL"), first["message"])

    def query(self, query, variables=None):
        """Sends a query; returns its data and the revision that all of it comes from."""
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        with self._open("/graphql", body, {"Content-Type": "application/json"}) as response:
            answer = json.load(response)
        if answer.get("errors"):
            raise self._failed(answer["errors"])
        return answer["data"], answer["extensions"]["revision"]

    def list_nodes(self, root, fields, filter=None, order=None, at=None, page=500):
        """Yields all nodes of a list, such as "enterprises", page by page.

        The first page says the revision, and the others are asked at that one: a list that
        somebody changes meanwhile has neither gaps nor repetitions.
        """
        query = """query($filter: Filter, $order: Order, $first: Int, $after: String, $at: At) {
          list: %s(filter: $filter, orderBy: $order, first: $first, after: $after, at: $at) {
            pageInfo { hasNextPage endCursor }
            nodes { id %s }
          }
        }""" % (root, fields)
        after = None
        while True:
            data, revision = self.query(query, {"filter": filter, "order": order, "first": page, "after": after, "at": at})
            at = at if at is not None else revision
            for node in data["list"]["nodes"]:
                yield node, at
            if not data["list"]["pageInfo"]["hasNextPage"]:
                return
            after = data["list"]["pageInfo"]["endCursor"]

    def download(self, what, file, **parameters):
        """Writes a download to a file, piece by piece; returns its revision and how many rows it has.

        what is "Enterprise.csv", "all.xlsx", "map.jsonl" and so on. The file appears under its name
        once it is whole.
        """
        if isinstance(parameters.get("filter"), dict):
            parameters["filter"] = json.dumps(parameters["filter"], ensure_ascii=False)
        given = {name: value for name, value in parameters.items() if value is not None}
        path = "/download/" + what + ("?" + urllib.parse.urlencode(given) if given else "")
        part = file + ".part"
        with self._open(path) as response, open(part, "wb") as out:
            while True:
                piece = response.read(1 << 16)  # raises if the service cut it off
                if not piece:
                    break
                out.write(piece)
        os.replace(part, file)
        return int(response.headers["ChainAtlas-Revision"]), int(response.headers["ChainAtlas-Rows"])


def main():
    arguments = argparse.ArgumentParser(description="Lists the companies of a segment, and downloads the list.")
    arguments.add_argument("address", help="of the service, such as http://127.0.0.1:8080")
    arguments.add_argument("--segment", help="only in this segment or below: a code, a name or an ID")
    arguments.add_argument("--order", help="a property, the largest first: revenue, employees, …")
    arguments.add_argument("--file", help="where the download goes: its ending is the format (csv, xlsx, jsonl, graphml)")
    given = arguments.parse_args()

    client = Client(given.address, os.environ.get("CHAINATLAS_TOKEN"))
    filter = {"segment": [given.segment]} if given.segment else None
    order = {"property": given.order, "descending": True} if given.order else None
    try:
        revision, count = None, 0
        for company, revision in client.list_nodes("enterprises", "label", filter, order):
            count += 1
            print(company["id"], company["label"], sep="\t")
        print(f"{count} companies", file=sys.stderr)
        if given.file:
            extra = {"orderBy": given.order, "descending": "true"} if given.order else {}
            ending = given.file.rsplit(".", 1)[-1]
            at, rows = client.download("Enterprise." + ending, given.file, filter=filter, at=revision, **extra)
            print(f"{rows} rows of revision {at} in {given.file}", file=sys.stderr)
    except ChainAtlasError as error:
        sys.exit(f"client.py: {error}")
    except urllib.error.URLError as error:
        sys.exit(f"client.py: {given.address} does not answer: {error.reason}")


if __name__ == "__main__":
    main()
