"""Compares two JSON Schema validators on generated instances.

The program named in the first argument prints lines of
{"schema": path, "instance": ..., "valid": bool}; each verdict must be that of
Python's jsonschema on the same schema file.
"""

import json
import subprocess
import sys
from collections import Counter

from jsonschema import Draft202012Validator

validators = {}
seen = Counter()
differences = []
program = subprocess.run([sys.argv[1]], stdout=subprocess.PIPE, check=True)
for line in program.stdout.splitlines():
    case = json.loads(line)
    path = case["schema"]
    if path not in validators:
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        validators[path] = Draft202012Validator(schema)
    valid = validators[path].is_valid(case["instance"])
    seen[path, valid] += 1
    if valid != case["valid"]:
        differences.append(line.decode())

for (path, valid), count in sorted(seen.items()):
    print(f"{path}: {count} {'valid' if valid else 'invalid'}")
print(f"{sum(seen.values())} instances, {len(differences)} differences")
for line in differences[:10]:
    print(line)
if differences or not seen or len({v for _, v in seen}) < 2:
    sys.exit(1)
