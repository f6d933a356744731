"""Memories in Xapian, found by the words of their keys: the peer of the benchmark 'memory-scale-xapian'.

    memories.py INPUT MOST

INPUT has a JSON object a line: questions first ({"ask": [word, ...]}), then memories ({"key", "value"}). They go into a database in a temporary
directory. Then each line of standard input is one run: all questions are asked, the MOST best memories of each and their texts are read, by
Xapian's own weights; its answer is one line of JSON.
"""

import json
import shutil
import sys
import tempfile

import xapian

MEMORIES_PER_COMMIT = 1_000_000


def fill(path, directory):
    questions = []
    database = xapian.WritableDatabase(directory, xapian.DB_CREATE_OR_OPEN)
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            item = json.loads(line)
            if "ask" in item:
                questions.append(item["ask"])
                continue
            document = xapian.Document()
            for word in item["key"].split():
                document.add_term(word)
            document.set_data(item["key"] + "\t" + item["value"])
            database.add_document(document)
            if number % MEMORIES_PER_COMMIT == 0:
                database.commit()
    database.close()
    return questions


def ask(database, words, most):
    enquire = xapian.Enquire(database)
    enquire.set_query(xapian.Query(xapian.Query.OP_OR, words))
    return sum(len(match.document.get_data()) for match in enquire.get_mset(0, most))


def main():
    path, most = sys.argv[1], int(sys.argv[2])
    directory = tempfile.mkdtemp(dir="/var/tmp")
    try:
        questions = fill(path, directory)
        database = xapian.Database(directory)
        print(json.dumps({"memories": database.get_doccount()}), flush=True)
        for _ in sys.stdin:
            found = sum(1 for words in questions if ask(database, words, most) > 0)
            print(json.dumps({"asked": found}), flush=True)
    finally:
        shutil.rmtree(directory)


main()
