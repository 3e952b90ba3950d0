"""The rivals for Python, which share an interface. Called with the module's name,
the kind of work and the corpus; see src/rivals/child.rs for the other side."""

import importlib
import json
import sys
import time


def texts(path):
    with open(path, "rb") as file:
        count = int(file.readline())
        for _ in range(count * 2):
            yield file.read(int(file.readline())).decode()


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def main():
    module, kind, path = sys.argv[1:]
    engine = importlib.import_module(module)

    def diff(before, after):
        return compact(engine.make_patch(json.loads(before), json.loads(after)).patch)

    def apply(before, after):
        document = json.loads(before)
        return compact(engine.apply_patch(document, json.loads(after), in_place=True))

    work = {"diff": diff, "apply": apply}[kind]
    flat = list(texts(path))
    pairs = list(zip(flat[::2], flat[1::2]))
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            if line.startswith("outputs "):
                with open(line.split(" ", 1)[1].rstrip("\n"), "wb") as out:
                    for before, after in pairs:
                        text = work(before, after).encode()
                        out.write(b"%d\n" % len(text))
                        out.write(text)
                print("done", flush=True)
            else:
                start = time.thread_time_ns()
                for before, after in pairs:
                    work(before, after)
                print(time.thread_time_ns() - start, flush=True)
        except Exception as error:  # whatever it is, it is told
            told = str(error).splitlines() or [""]
            print(f"failed: {type(error).__name__} {told[0][:80]}", flush=True)


main()
