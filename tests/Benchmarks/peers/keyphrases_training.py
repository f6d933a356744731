"""Training steps of the papers' joint model on text alone in python3-torch, computed the way the released code of Wang et al. 2020 does it: the peer
of the benchmark 'keyphrases-training'. Written after a description of that code, for one purpose: to be timed.

    keyphrases_training.py EXAMPLES WORDS LABELS

EXAMPLES has a JSON object a line: tokens, copyIds, target, targetCopy, label. Each line of standard input is one run over the batches; its answer
is one line of JSON with the losses. Letters: B posts, T tokens, D width of a state, V words.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH = 64
EMBEDDING, HIDDEN, DROPOUT, CLIP = 100, 150, 0.1, 5
WIDTH = 2 * HIDDEN
PAD, BOS = 0, 1


class Joint(nn.Module):
    def __init__(self, words, labels):
        super().__init__()
        self.embedding = nn.Embedding(words, EMBEDDING, padding_idx=PAD)
        self.text = nn.GRU(EMBEDDING, HIDDEN, 2, bidirectional=True, batch_first=True, dropout=DROPOUT)
        self.classifier = nn.Linear(WIDTH, labels)
        self.cell = nn.GRU(EMBEDDING, WIDTH, batch_first=True)
        self.memory = nn.Linear(WIDTH, WIDTH, bias=False)
        self.asked = nn.Linear(WIDTH, WIDTH)
        self.score = nn.Linear(WIDTH, 1, bias=False)
        self.context = nn.Linear(2 * WIDTH, WIDTH)
        self.hidden = nn.Linear(2 * WIDTH, WIDTH)
        self.vocabulary = nn.Linear(WIDTH, words)
        self.generate = nn.Linear(2 * WIDTH + EMBEDDING, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch):
        """The summed loss of generator and classifier."""
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(batch["tokens"]), batch["lengths"], batch_first=True, enforce_sorted=False)
        packed, last = self.text(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
        fused = memory.masked_fill(batch["mask"][:, :, None] < 0.5, -1e9).max(1)[0]
        state = torch.cat([last[-1], last[-2]], 1).unsqueeze(0)
        steps = []
        for step in range(batch["inputs"].shape[1]):
            probabilities, state = self.step(batch["inputs"][:, step:step + 1], state, memory, batch, fused)
            steps.append(probabilities)
        gold = torch.stack(steps, 1).gather(2, batch["targets"].unsqueeze(2)).squeeze(2)
        generator = (-torch.log(gold + 1e-8) * batch["targetMask"]).sum()
        return generator + F.cross_entropy(self.classifier(fused), batch["labels"], reduction="sum")

    def step(self, token, state, memory, batch, fused):
        word = self.embedding(token)
        output, state = self.cell(word, state)
        word, output = word.squeeze(1), output.squeeze(1)
        # As released: the memory is projected again at every step.
        scores = self.score(torch.tanh(self.memory(memory) + self.asked(output).unsqueeze(1))).squeeze(2)
        attention = scores.softmax(-1) * batch["mask"]
        attention = attention / attention.sum(1, keepdim=True)
        read = attention.unsqueeze(1).bmm(memory).squeeze(1)
        both = torch.cat([self.context(torch.cat([read, output], 1)) + fused, output], 1)
        vocabulary = self.vocabulary(self.dropout(self.hidden(both))).softmax(1)
        generate = torch.sigmoid(self.generate(torch.cat([both, word], 1)))
        probabilities = vocabulary * generate
        if batch["extra"]:
            probabilities = torch.cat([probabilities, probabilities.new_zeros(probabilities.shape[0], batch["extra"])], 1)
        return probabilities.scatter_add(1, batch["copyIds"], (1 - generate) * attention), state


def batch_of(examples, words):
    tokens, copy_ids = pad([example["tokens"] for example in examples]), pad([example["copyIds"] for example in examples])
    lengths = torch.tensor([len(example["tokens"]) for example in examples])
    targets = pad([example["targetCopy"] for example in examples])
    target_lengths = torch.tensor([len(example["targetCopy"]) for example in examples])
    return {
        "tokens": tokens,
        "copyIds": copy_ids,
        "lengths": lengths,
        "mask": (torch.arange(tokens.shape[1]) < lengths[:, None]).float(),
        "inputs": pad([[BOS] + example["target"][:-1] for example in examples]),
        "targets": targets,
        "targetMask": (torch.arange(targets.shape[1]) < target_lengths[:, None]).float(),
        "labels": torch.tensor([example["label"] for example in examples]),
        "extra": max(0, int(copy_ids.max()) - words + 1),
    }


def pad(rows):
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def main():
    torch.set_num_threads(1)
    torch.manual_seed(23)
    words, labels = int(sys.argv[2]), int(sys.argv[3])
    model = Joint(words, labels)
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    with open(sys.argv[1], encoding="utf-8") as file:
        examples = [json.loads(line) for line in file]
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": sum(parameter.numel() for parameter in model.parameters())}), flush=True)
    for _ in sys.stdin:
        began, losses = time.process_time(), []
        for at in range(0, len(examples), BATCH):
            loss = model(batch_of(examples[at:at + BATCH], words))
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            adam.step()
            losses.append(float(loss))
        print(json.dumps({"losses": losses, "cpuSeconds": time.process_time() - began}), flush=True)


main()
