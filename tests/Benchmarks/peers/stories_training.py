"""Training steps of the end-to-end memory network (Sukhbaatar et al. 2015) in python3-torch: the peer of the benchmark 'stories-training'. Three hops,
adjacent tying, position encoding, ages, empty places in the softmax, SGD with a clip on each matrix. All stories are padded once, when the
program starts; a batch is cut to its longest story.

    stories_training.py EXAMPLES WORDS LONGEST

EXAMPLES has a JSON object a line: question, memories (latest first), answer. Each line of standard input is one epoch in the order of the file; its
answer is one line of JSON. Letters: B questions, M memories, J words of a text, D width.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH, HOPS, WIDTH, PLACES, CLIP, RATE = 32, 3, 20, 50, 40, 0.005


class EndToEnd(nn.Module):
    def __init__(self, words, longest):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(words, WIDTH, padding_idx=0) for _ in range(HOPS + 1))
        self.ages = nn.ParameterList(nn.Parameter(torch.randn(PLACES, WIDTH) * 0.1) for _ in range(HOPS + 1))
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
            table.weight.data[0] = 0
        d = torch.arange(1, WIDTH + 1).float() - (WIDTH + 1) / 2
        j = torch.arange(1, longest + 1).float() - (longest + 1) / 2
        self.register_buffer("places", 1 + 4 * j[:, None] * d[None, :] / (WIDTH * longest))  # [J, D]

    def encode(self, table, ids):
        return (table(ids) * self.places[:ids.shape[-1]]).sum(-2)

    def forward(self, question, memories, counts):
        absent = torch.arange(memories.shape[1]) >= counts[:, None]
        empty = torch.log((PLACES - counts).clamp(min=1e-30))[:, None]
        told = [self.encode(table, memories) + self.places[-1] * ages[:memories.shape[1]] for table, ages in zip(self.tables, self.ages)]  # [B, M, D] each
        u = self.encode(self.tables[0], question)
        for hop in range(HOPS):
            match = torch.bmm(told[hop], u.unsqueeze(2)).squeeze(2).masked_fill(absent, -1e9)
            weights = torch.cat([match, empty], 1).softmax(1)[:, :-1]
            u = u + torch.bmm(weights.unsqueeze(1), told[hop + 1]).squeeze(1)
        return u @ self.tables[-1].weight.t()


def padded(rows, longest):
    return [row + [0] * (longest - len(row)) for row in rows]


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    words, longest = int(sys.argv[2]), int(sys.argv[3])
    with open(sys.argv[1], encoding="utf-8") as file:
        examples = [json.loads(line) for line in file]
    most = max(len(example["memories"]) for example in examples)
    said = max(len(memory) for example in examples for memory in example["memories"])
    asked = max(len(example["question"]) for example in examples)
    questions = torch.tensor(padded([example["question"] for example in examples], asked))
    memories = torch.tensor([padded(example["memories"], said) + [[0] * said] * (most - len(example["memories"])) for example in examples])
    counts = torch.tensor([len(example["memories"]) for example in examples])
    answers = torch.tensor([example["answer"] for example in examples])
    model = EndToEnd(words, longest)
    sgd = torch.optim.SGD(model.parameters(), RATE)
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": sum(parameter.numel() for parameter in model.parameters())}), flush=True)
    for _ in sys.stdin:
        began, total = time.process_time(), 0.0
        for at in range(0, len(examples), BATCH):
            batch = slice(at, at + BATCH)
            there = counts[batch]
            loss = F.cross_entropy(model(questions[batch], memories[batch, :int(there.max())], there), answers[batch], reduction="sum")
            sgd.zero_grad()
            loss.backward()
            for parameter in model.parameters():
                nn.utils.clip_grad_norm_(parameter, CLIP)
            sgd.step()
            total += loss.item()
        print(json.dumps({"loss": total / len(examples), "cpuSeconds": time.process_time() - began}), flush=True)


main()
