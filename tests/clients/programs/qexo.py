"""Uploads as Qexo's provider "remote API" does and prints its two answers; `delete` GETs a deletion address as it does.

qexo.py '{"api": …, "post_params": …, "json_path": …, "custom_header": …, "custom_body": …, "custom_url": …,
"delete_url": …, "file": …}' or qexo.py '{"delete": …}'
"""
import json
import os
import sys

import requests

order = json.loads(sys.argv[1])


def at(answer, path):
    for part in path.split("."):
        answer = answer[int(part) if isinstance(answer, list) else part]
    return answer


def upload():
    with open(order["file"], "rb") as file:
        content = [os.path.basename(order["file"]), file.read(), "image/png"]
    given = {"data": json.loads(order["custom_body"] or "{}"), "files": {order["post_params"]: content}}
    if order["custom_header"]:
        given["headers"] = json.loads(order["custom_header"])
    answer = json.loads(requests.post(order["api"], **given).text)
    deletion = at(answer, order["delete_url"]) if order["delete_url"] else None
    return {"url": order["custom_url"] + str(at(answer, order["json_path"])), "delete": deletion}


if "delete" in order:
    print(json.dumps({"said": requests.get(order["delete"]).text}))
else:
    print(json.dumps(upload()))
