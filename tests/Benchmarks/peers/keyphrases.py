"""The keyphrase model in python3-torch, computed and searched the way the released code of Wang et al. 2020 does it: the peer of the benchmarks
'keyphrases-beam' and 'keyphrases-classifier'. Written after a description of that code, for one purpose: to be timed.

    keyphrases.py PACKAGE POSTS

PACKAGE is a folder of kind 'keyphrases'; POSTS has a JSON object a line: tokens, copyIds, words, unknownWords, attributes. Then each line of
standard input, 'beam' or 'classifier', is one run over all posts; its answer is one line of JSON.
Letters: B posts, T tokens, D width of a state, K beams of each post, V words.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

import onnx_weights

BATCH = 64
BEAMS, BEST, STEPS = 10, 5, 6
PAD, BOS, EOS, UNK = 0, 1, 2, 3
NEVER = -1e20
NO_WORDS = {"<pad>", "<bos>", "<eos>", "<unk>", "<sep>", ",", ".", ";"}


class Linear:
    """The package's weights are [in, out]."""

    def __init__(self, weights, name):
        self.weight = weights[name + ".weight"].t().contiguous()
        self.bias = weights.get(name + ".bias")

    def __call__(self, value):
        return F.linear(value, self.weight, self.bias)


class Heads:
    """Multi-head attention with its feed-forward layer; one query."""

    def __init__(self, weights, name, heads):
        self.heads = heads
        self.query, self.output, self.widen, self.narrow = (Linear(weights, f"{name}.{part}") for part in ("query", "output", "widen", "narrow"))
        key, value = weights[f"{name}.key.weight"], weights[f"{name}.value.weight"]  # [h,w,D], [h,D,w]
        self.key = lambda members: F.linear(members, key.flatten(0, 1))
        self.value = lambda members: F.linear(members, value.transpose(1, 2).flatten(0, 1), weights[f"{name}.value.bias"])
        self.norms = [(weights[f"{name}.{norm}.weight"], weights[f"{name}.{norm}.bias"]) for norm in ("attention_norm", "feed_forward_norm")]

    def __call__(self, query, members, mask):
        q, k, v = (self.split(part) for part in (self.query(query.unsqueeze(1)), self.key(members), self.value(members)))
        scores = q.matmul(k.transpose(2, 3)) / (q.shape[-1] ** 0.5)
        weights = scores.masked_fill(mask[:, None, None, :] < 0.5, -1e9).softmax(-1)
        joined = weights.matmul(v).transpose(1, 2).reshape(query.shape[0], -1)
        attended = self.norm(query + self.output(joined), 0)
        return self.norm(attended + self.narrow(self.widen(attended).relu()), 1)

    def split(self, value):
        return value.reshape(value.shape[0], value.shape[1], self.heads, -1).transpose(1, 2)

    def norm(self, value, which):
        centred = value - value.mean(-1, keepdim=True)
        weight, bias = self.norms[which]
        return weight * centred / (value.std(-1, keepdim=True) + 1e-6) + bias


class Model:
    def __init__(self, folder):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        with open(os.path.join(folder, "vocabulary.json"), encoding="utf-8") as file:
            self.words = json.load(file)
        with open(os.path.join(folder, "labels.json"), encoding="utf-8") as file:
            self.labels = json.load(file)
        parameters = manifest["parameters"]
        self.experiment = parameters.get("experiment", {})
        self.class_words = parameters.get("classWords")
        reader = self.load(folder, "model.onnx")
        self.embedding = reader["embedding"]
        self.text = self.gru(reader)
        self.reads_attributes = "attributes.weight" in reader
        self.attributes = Linear(reader, "attributes") if self.reads_attributes else None
        heads = self.experiment.get("heads", 4)
        self.pairs = {pair: Heads(reader, f"{pair.replace('-', '_')}.0", heads) for pair in self.experiment.get("pairs", [])}
        self.fusion = Linear(reader, "fusion") if "fusion.weight" in reader else None
        self.classifier = Linear(reader, "classifier")
        self.memory = Linear(reader, "generator.memory") if "generator.memory.weight" in reader else None
        if self.memory:
            self.prepare_decoder(self.load(folder, "decoder.onnx"))
        ids = {word: id for id, word in enumerate(self.words)}
        self.label_words = [[ids.get(word, UNK) for word in label.split(" ")] for label in self.labels]

    @staticmethod
    def load(folder, name):
        return {key: torch.from_numpy(value.copy()) for key, value in onnx_weights.read(os.path.join(folder, name)).items()}

    @staticmethod
    def gru(weights):
        """ONNX keeps the gates z, r, h; torch r, z, n."""
        layers = sum(1 for name in weights if name.startswith("text.w"))
        hidden = weights["text.r0"].shape[2]
        gru = torch.nn.GRU(weights["text.w0"].shape[2], hidden, layers, bidirectional=True, batch_first=True)

        def torch_order(block):
            return torch.cat([block[hidden:2 * hidden], block[:hidden], block[2 * hidden:]])

        with torch.no_grad():
            for layer in range(layers):
                for direction, suffix in enumerate(("", "_reverse")):
                    bias = weights[f"text.b{layer}"][direction]
                    for name, value in (
                            ("weight_ih", weights[f"text.w{layer}"][direction]), ("weight_hh", weights[f"text.r{layer}"][direction]),
                            ("bias_ih", bias[:3 * hidden]), ("bias_hh", bias[3 * hidden:])):
                        getattr(gru, f"{name}_l{layer}{suffix}").copy_(torch_order(value))
        return gru.eval()

    def prepare_decoder(self, weights):
        self.decoder_embedding = weights["embedding"]
        width = weights["gru.hidden.weight"].shape[0]
        self.cell = torch.nn.GRUCell(weights["embedding"].shape[1], width).eval()
        with torch.no_grad():
            self.cell.weight_ih.copy_(weights["gru.input.weight"].t())
            self.cell.weight_hh.copy_(weights["gru.hidden.weight"].t())
            self.cell.bias_ih.copy_(weights["gru.input.bias"])
            self.cell.bias_hh.copy_(weights["gru.hidden.bias"])
        self.asked = Linear(weights, "attention.state")
        self.score = weights["attention.score"]
        self.context, self.hidden, self.vocabulary, self.generate = (Linear(weights, name) for name in ("context", "hidden", "vocabulary", "generate"))
        self.copy_weight = self.experiment.get("copyWeight", 1) if self.class_words else 1

    def read(self, posts):
        """Memory [B,T,D], mask [B,T], state [B,D], c_fuse [B,D]."""
        lengths = torch.tensor([len(post["tokens"]) for post in posts])
        tokens = pad([post["tokens"] for post in posts])
        packed = torch.nn.utils.rnn.pack_padded_sequence(F.embedding(tokens, self.embedding), lengths, batch_first=True, enforce_sorted=False)
        packed, last = self.text(packed)
        memory, _ = torch.nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
        mask = (torch.arange(tokens.shape[1]) < lengths[:, None]).float()
        text = memory.masked_fill(mask[:, :, None] < 0.5, -1e9).max(1)[0]
        return memory, mask, torch.cat([last[-1], last[-2]], 1), self.fuse(posts, memory, mask, text)

    def fuse(self, posts, memory, mask, text):
        total = text
        if self.pairs:
            total = 0
            if self.reads_attributes:
                attributes = pad([(post["attributes"] + [0] * 5)[:5] for post in posts])
                there = torch.tensor([[1.0 if place < len(post["attributes"]) else 0.0 for place in range(5)] for post in posts])
                members = self.attributes(F.embedding(attributes, self.embedding))
                presence = there.max(1, keepdim=True)[0]
                pooled = members.masked_fill(there[:, :, None] < 0.5, -1e9).max(1)[0] * presence
            for pair, attention in self.pairs.items():
                if pair == "text-over-text":
                    total = total + attention(text, memory, mask)
                elif pair == "text-over-attributes":
                    total = total + attention(text, members, there) * presence
                elif pair == "attributes-over-text":
                    total = total + attention(pooled, memory, mask) * presence
                # A post without a picture: the pairs with vision add nothing.
        return self.fusion(total) if self.fusion else total

    def classify(self, posts):
        *_, fused = self.read(posts)
        return self.classifier(fused).topk(10, 1)

    def step(self, tokens, state, memory, mask, copy_ids, fused, class_words, extra):
        """One step for B*K rows; memory and all else is tiled. P [B*K, V + X], attention [B*K, T], h."""
        word = F.embedding(tokens, self.decoder_embedding)
        state = self.cell(word, state)
        # As released: the memory is projected again at every step.
        scores = torch.tanh(self.memory(memory) + self.asked(state).unsqueeze(1)).matmul(self.score)
        attention = scores.softmax(-1) * mask
        attention = attention / attention.sum(1, keepdim=True)
        read = attention.unsqueeze(1).bmm(memory).squeeze(1)
        context = self.context(torch.cat([read, state], 1)) + fused
        both = torch.cat([context, state], 1)
        vocabulary = self.vocabulary(self.hidden(both)).softmax(1)
        generate = torch.sigmoid(self.generate(torch.cat([both, word], 1)))
        probabilities = vocabulary * generate
        if extra:
            probabilities = torch.cat([probabilities, probabilities.new_zeros(probabilities.shape[0], extra)], 1)
        probabilities = probabilities.scatter_add(1, copy_ids, (1 - generate) * self.copy_weight * attention)
        if class_words is not None:
            probabilities = probabilities.scatter_add(1, class_words[0], (1 - generate) * class_words[1])
        return probabilities, attention, state

    def named_words(self, fused):
        """Words of the best labels [B,W] and the softmax of their labels' logits times b."""
        if not self.class_words:
            return None
        logits, best = self.classifier(fused).topk(self.class_words.get("labels", 5), 1)
        rows = [([word for label in labels for word in self.label_words[label]],
                 [logit for label, logit in zip(labels, values) for _ in self.label_words[label]]) for labels, values in zip(best.tolist(), logits.tolist())]
        words = pad([words for words, _ in rows])
        weights = torch.full(words.shape, float("-inf"))
        for row, (_, values) in enumerate(rows):
            weights[row, :len(values)] = torch.tensor(values)
        return words, weights.softmax(1) * self.class_words.get("weight", 1)

    def search(self, posts):
        memory, mask, state, fused = self.read(posts)
        extra = max(len(post["unknownWords"]) for post in posts)
        copy_ids = pad([post["copyIds"] for post in posts])
        class_words = self.named_words(fused)
        tile = lambda value: value.repeat_interleave(BEAMS, 0)
        memory, mask, state, fused, copy_ids = map(tile, (memory, mask, state, fused, copy_ids))
        class_words = None if class_words is None else tuple(map(tile, class_words))
        beams = [Beam() for _ in posts]
        for _ in range(STEPS):
            if all(beam.done() for beam in beams):
                break
            tokens = torch.stack([beam.words[-1] for beam in beams]).view(-1)
            tokens = tokens.masked_fill(tokens >= len(self.words), EOS)
            probabilities, attention, state = self.step(tokens, state, memory, mask, copy_ids, fused, class_words, extra)
            scores = torch.log(probabilities + 1e-8).view(len(posts), BEAMS, -1)
            attention = attention.view(len(posts), BEAMS, -1)
            state = state.view(len(posts), BEAMS, -1)
            for place, beam in enumerate(beams):
                if not beam.done():
                    beam.advance(scores[place], attention[place])
                    state[place] = state[place].index_select(0, beam.parents[-1])
            state = state.view(len(posts) * BEAMS, -1)
        return [self.spell(post, beam) for post, beam in zip(posts, beams)]

    def spell(self, post, beam):
        phrases = []
        for score, step, place in beam.best():
            words = []
            for word, attention in beam.trace(step, place):
                if word == UNK:
                    words.append(post["words"][int(attention[:len(post["words"])].argmax())])
                elif word >= len(self.words):
                    words.append(post["unknownWords"][word - len(self.words)])
                elif word != EOS:
                    words.append(self.words[word])
            if words and not NO_WORDS.intersection(words):
                phrases.append([" ".join(words), float(score)])
        return phrases


class Beam:
    """The beams of one post."""

    def __init__(self):
        self.scores = torch.zeros(BEAMS)
        self.words = [torch.full((BEAMS,), BOS)]
        self.parents, self.attention, self.finished = [], [], []
        self.top_is_finished = False

    def done(self):
        return self.top_is_finished and len(self.finished) >= BEST

    def advance(self, scores, attention):
        count = scores.shape[1]
        if self.parents:
            scores = scores + self.scores.unsqueeze(1)
            for place in range(BEAMS):
                if self.words[-1][place] == EOS:
                    scores[place] = NEVER
        else:
            scores = scores[0]
        self.scores, best = scores.reshape(-1).topk(BEAMS)
        parents = torch.div(best, count, rounding_mode="floor")
        self.parents.append(parents)
        self.words.append(best - parents * count)
        self.attention.append(attention.index_select(0, parents))
        for place in range(BEAMS):
            if self.words[-1][place] == EOS:
                self.finished.append((self.scores[place] / len(self.parents), len(self.parents), place))
        if self.words[-1][0] == EOS:
            self.top_is_finished = True

    def best(self):
        live = [place for place in range(BEAMS) if self.words[-1][place] != EOS]
        for place in live[:max(0, BEST - len(self.finished))]:
            self.finished.append((self.scores[place] / len(self.parents), len(self.parents), place))
        return sorted(self.finished, key=lambda entry: -entry[0])[:BEST]

    def trace(self, step, place):
        words = []
        for at in range(step, 0, -1):
            words.append((int(self.words[at][place]), self.attention[at - 1][place]))
            place = int(self.parents[at - 1][place])
        return words[::-1]


def pad(rows):
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def main():
    torch.set_num_threads(1)
    model = Model(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        posts = [json.loads(line) for line in file]
    batches = [posts[at:at + BATCH] for at in range(0, len(posts), BATCH)]
    print(json.dumps({"ready": True, "torch": torch.__version__, "blas": blas()}), flush=True)
    with torch.no_grad():
        for line in sys.stdin:
            began = time.process_time()
            if line.strip() == "beam":
                answer = {"phrases": [phrases for batch in batches for phrases in model.search(batch)]}
            else:
                answer = {"labels": [[model.labels[label] for label in row] for batch in batches for row in model.classify(batch)[1].tolist()]}
            answer["cpuSeconds"] = time.process_time() - began
            print(json.dumps(answer), flush=True)


def blas():
    """The library that multiplies matrices here: with Debian's default one torch is 30 times slower."""
    with open("/proc/self/maps", encoding="utf-8") as file:
        return next((os.path.basename(line.split()[-1]) for line in file if "openblas" in line), "not OpenBLAS")


main()
