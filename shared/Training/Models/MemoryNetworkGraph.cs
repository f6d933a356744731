using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A memory network as one ONNX graph with the inputs and outputs of <see cref="MemoryInterface"/>. The hops are unrolled; a pick
/// is the one-hot row of an ArgMax.</summary>
/// <remarks>If the leads of two memories differ by less than rounding, the graph may pick another one than the trainer. Trained leads are
/// margins apart, and <see cref="SupportingFactSelector.Tie"/> separates equal sentences.</remarks>
internal sealed class MemoryNetworkGraph
{
    private readonly OnnxGraphBuilder _graph;
    private readonly MemoryTexts _texts;
    private readonly AnswerTree _answers;
    private readonly SupportingFactSelector _o;
    private readonly IResponseDecoder _r;
    private readonly int _hops;
    private readonly OnnxValue _zero;
    private readonly OnnxValue _one;

    public MemoryNetworkGraph(
        MemoryTexts texts, AnswerTree answers, SupportingFactSelector o, IResponseDecoder r, int hops, bool halfWeights)
    {
        _graph = new OnnxGraphBuilder("memnn") { HalfWeights = halfWeights };
        (_texts, _answers, _o, _r, _hops) = (texts, answers, o, r, hops);
        (_zero, _one) = (_graph.Scalar(0L), _graph.Scalar(1f));
    }

    public OnnxGraphBuilder Build()
    {
        var inputs = MemoryInterface.InputsOf(AnswerSource.Listed).ToDictionary(spec => spec.Name, spec => _graph.Input(spec));
        var questionIds = Unsqueeze(inputs[MemoryInterface.QuestionInput], 1); // [B,1,W]
        var keyIds = inputs[MemoryInterface.KeysInput]; // [B,M,W]
        var mask = inputs[MemoryInterface.MemoryMaskInput]; // [B,M]
        var contexts = _texts.Unseen > 0 ? Op("Min", Add(Contexts(questionIds), Contexts(keyIds)), _one) : OnnxValue.None; // [B,K,2V]
        var story = new Story(Read(questionIds), Read(keyIds), keyIds, contexts);
        var output = new Output(this, story, mask);
        IAnswer answer = _r is WordAnswer words ? new Words(this, words, story)
            : new Recurrence(this, (RecurrentAnswer)_r, story, questionIds);

        var addressing = new List<OnnxValue>();
        for (var hop = 0; hop < _hops; hop++)
        {
            var (memory, stop) = output.Pick(hop); // [B,M], [B,1]
            answer.Next(memory, hop);
            addressing.Add(hop == 0 ? memory : Add(memory, Mul(stop, addressing[^1])));
        }

        var (places, steps) = _answers.Table();
        long[] table = [_answers.Steps.Count, _answers.Longest];
        var flat = Reshape(answer.LogProbabilities(), -1, _answers.Beginnings.Count * _answers.Words.Count); // [B, P R]
        var ofSteps = _graph.Op("Gather", [flat, _graph.Constant<long>(places, table)], OnnxAttribute.Int("axis", 1)); // [B,A,L]
        var logits = Sum(Mul(ofSteps, _graph.Constant<float>(steps, table)), -1); // [B,A]
        var outputs = MemoryInterface.OutputsOf(_hops, _answers.Steps.Count);
        _graph.Output(outputs[0], _graph.Op("Softmax", [logits], OnnxAttribute.Int("axis", 1)));
        _graph.Output(outputs[1], Concat(1, [.. addressing.Select(hop => Unsqueeze(hop, 1))]));
        return _graph;
    }

    /// <summary>A text's features, as <see cref="MemoryTexts"/> computes them.</summary>
    /// <param name="Features">[B, N, features]; 0 is padding.</param>
    /// <param name="Words">[B, N, V], or none without exact matching.</param>
    /// <param name="Unseen">[B, N, K], or none without unseen words.</param>
    private sealed record Texts(OnnxValue Features, OnnxValue Words, OnnxValue Unseen);

    private sealed record Story(Texts Question, Texts Sentences, OnnxValue KeyIds, OnnxValue Contexts);

    private Texts Read(OnnxValue ids)
    {
        var isSeen = IsSeen(ids);
        var words = Op("Where", isSeen, ids, _zero); // [B,N,W]
        var ngrams = new List<OnnxValue> { words };
        // Each text is padded with zeros, so that every start has a word at start + n - 1.
        var longest = _texts.LongestNgram;
        var padded = longest == 1 ? words : Op("Pad", words, _graph.Vector(0L, 0L, 0L, 0L, 0L, longest - 1L), _zero);
        var (hash, isNgram) = (words, isSeen);
        for (var n = 2; n <= longest; n++)
        {
            var next = Op("Slice", padded, _graph.Vector(n - 1L), _graph.Vector(n == longest ? long.MaxValue : n - (long)longest),
                _graph.Vector(-1L));
            hash = Add(Mul(hash, _graph.Scalar((long)_texts.Words)), next);
            isNgram = Op("And", isNgram, Op("Greater", next, _zero));
            var bucket = Add(Op("Mod", hash, _graph.Scalar((long)_texts.Buckets)), _graph.Scalar((long)_texts.Words));
            ngrams.Add(Op("Where", isNgram, bucket, _zero));
        }

        return new Texts(
            Concat(2, [.. ngrams]),
            _o.Match is null ? OnnxValue.None : Sum(SeenOneHot(ids), -2),
            _texts.Unseen == 0 ? OnnxValue.None : Sum(UnseenOneHot(ids), -2));
    }

    /// <summary>ids [B, N, W] -> how often a word stands before or after an unseen one, [B, K, 2V].</summary>
    private OnnxValue Contexts(OnnxValue ids)
    {
        var before = Op("Slice", Op("Pad", ids, _graph.Vector(0L, 0L, 1L, 0L, 0L, 0L), _zero), _graph.Vector(0L), _graph.Vector(-1L),
            _graph.Vector(-1L));
        var after = Op("Slice", Op("Pad", ids, _graph.Vector(0L, 0L, 0L, 0L, 0L, 1L), _zero), _graph.Vector(1L),
            _graph.Vector(long.MaxValue), _graph.Vector(-1L));
        var unseen = Transpose(Reshape(UnseenOneHot(ids), 0, -1, _texts.Unseen), 0, 2, 1); // [B,K,N W]
        // [B,K,N W] x [B,N W,V]
        OnnxValue Count(OnnxValue neighbours) => MatMul(unseen, Reshape(SeenOneHot(neighbours), 0, -1, _texts.Words));
        return Concat(2, Count(before), Count(after));
    }

    private OnnxValue IsSeen(OnnxValue ids) => Op("And", Op("Greater", ids, _zero), Op("Less", ids, _graph.Scalar((long)_texts.Words)));

    // An index beyond the depth gives a row of zeros.
    private OnnxValue SeenOneHot(OnnxValue ids) =>
        OneHot(Op("Where", IsSeen(ids), ids, _graph.Scalar((long)_texts.Words)), _graph.Scalar((long)_texts.Words));

    private OnnxValue UnseenOneHot(OnnxValue ids)
    {
        var depth = _graph.Scalar((long)_texts.Unseen);
        var places = Op("Sub", ids, _graph.Scalar((long)_texts.Words));
        return OneHot(Op("Where", Op("Less", places, _zero), depth, places), depth);
    }

    /// <summary>Sum of the vectors of a text's features, [B, N, n].</summary>
    private OnnxValue Embed(Texts texts, string name, Tensor table, OnnxValue unseen)
    {
        var weights = table.ToFloat32();
        weights.AsSpan(0, (int)table.shape[1]).Clear(); // feature 0 is padding
        var sum = Sum(Op("Gather", _graph.Initializer<float>(name, weights, table.shape), texts.Features), -2);
        return unseen == OnnxValue.None ? sum : Add(sum, MatMul(texts.Unseen, unseen));
    }

    private OnnxValue Layers(OnnxValue sum, OnnxValue hidden) =>
        hidden == OnnxValue.None ? sum : Op("Tanh", MatMul(Op("Tanh", sum), hidden));

    private OnnxValue Weights(string name, Tensor? values) =>
        values is null ? OnnxValue.None : _graph.Initializer<float>(name, values.ToFloat32(), values.shape);

    private OnnxValue IsIn(OnnxValue counts) => Cast(Op("Greater", counts, _graph.Scalar(0f)), ElementType.Float32);

    /// <summary>memory [B, M] x rows [B, M, d] -> [B, d].</summary>
    private OnnxValue Of(OnnxValue memory, OnnxValue rows) => Op("Squeeze", MatMul(Unsqueeze(memory, 1), rows), _graph.Vector(1L));

    private OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => _graph.Op(type, operands);

    private OnnxValue Add(OnnxValue left, OnnxValue right) => Op("Add", left, right);

    private OnnxValue Mul(OnnxValue left, OnnxValue right) => Op("Mul", left, right);

    private OnnxValue MatMul(OnnxValue left, OnnxValue right) => Op("MatMul", left, right);

    private OnnxValue Unsqueeze(OnnxValue value, long axis) => Op("Unsqueeze", value, _graph.Vector(axis));

    private OnnxValue Sum(OnnxValue value, long axis) =>
        _graph.Op("ReduceSum", [value, _graph.Vector(axis)], OnnxAttribute.Int("keepdims", 0));

    private OnnxValue Reshape(OnnxValue value, params ReadOnlySpan<long> shape) => Op("Reshape", value, _graph.Vector(shape));

    private OnnxValue Transpose(OnnxValue value, params ReadOnlySpan<long> order) =>
        _graph.Op("Transpose", [value], OnnxAttribute.Ints("perm", order));

    private OnnxValue Concat(long axis, params ReadOnlySpan<OnnxValue> values) =>
        _graph.Op("Concat", values, OnnxAttribute.Int("axis", axis));

    private OnnxValue Cast(OnnxValue value, ElementType type) => _graph.Op("Cast", [value], OnnxAttribute.Type("to", type));

    private OnnxValue OneHot(OnnxValue indexes, OnnxValue depth) => Op("OneHot", indexes, depth, _graph.Vector(0f, 1f));

    /// <summary>See <see cref="SupportingFactSelector"/>.</summary>
    private sealed class Output
    {
        private readonly MemoryNetworkGraph _of;
        private readonly SupportingFactSelector _o;
        private readonly Story _story;
        private readonly OnnxValue _hidden;
        private readonly OnnxValue _unseen;
        private readonly OnnxValue _matchUnseen;
        private readonly OnnxValue _match;
        private readonly OnnxValue _stop;
        private readonly OnnxValue _time;
        private readonly OnnxValue _memories;
        private readonly OnnxValue _count;
        private readonly OnnxValue _isOlder;
        private readonly OnnxValue _sign;
        private readonly OnnxValue _isSame;
        private readonly OnnxValue[] _found;
        private OnnxValue _context;
        private OnnxValue _free;
        private OnnxValue _xIsOlder = OnnxValue.None;
        private OnnxValue _words;
        private OnnxValue _unseenWords;

        public Output(MemoryNetworkGraph of, Story story, OnnxValue mask)
        {
            (_of, _o, _story, _free) = (of, of._o, story, mask);
            var graph = of._graph;
            _hidden = of.Weights("O.hidden", _o.Hidden);
            // [B,K,n]
            _unseen = _o.Neighbours is null ? OnnxValue.None : of.MatMul(story.Contexts, of.Weights("O.neighbours", _o.Neighbours));
            _matchUnseen = _o.MatchNeighbours is null ? OnnxValue.None
                : of.MatMul(story.Contexts, of.Weights("O.match_neighbours", _o.MatchNeighbours));
            _match = of.Weights("O.match", _o.Match);
            _stop = of.Layers(of.Weights("O.stop", _o.Stop), _hidden); // [1,n]
            _time = of.Weights("O.time", _o.Time?.transpose(0, 1)); // [n,3]
            _memories = of.Embed(story.Sentences, "O.memory", _o.Memory, _unseen); // [B,M,n]
            _found = [.. _o.Found.Select((block, i) => of.Embed(story.Sentences, $"O.found_{i + 1}", block, _unseen))]; // [B,M,n] each
            _context = Squeezed(of.Embed(story.Question, "O.asked", _o.Asked, _unseen)); // [B,n]
            _words = _o.Match is null ? OnnxValue.None : Squeezed(story.Question.Words); // [B,V]
            _unseenWords = _o.MatchNeighbours is null ? OnnxValue.None : Squeezed(story.Question.Unseen); // [B,K]

            var memories = of.Op("Gather", of.Op("Shape", mask), graph.Scalar(1L)); // M
            _count = of.Add(memories, graph.Scalar(1L));
            var places = of.Op("Range", of._zero, _count, graph.Scalar(1L)); // [N]
            var (rows, columns) = (of.Unsqueeze(places, 1), of.Unsqueeze(places, 0));
            _isOlder = of.Cast(of.Op("And", of.Op("Greater", rows, columns), of.Op("Less", rows, memories)), ElementType.Float32); // [N,N]
            _sign = of.Op("Sub", _isOlder, of.Transpose(_isOlder, 1, 0));
            _isSame = of.Op("Equal", rows, columns);
        }

        /// <summary>The winner at a hop: memory [B, M] and stop memory [B, 1], with a single 1 in both together.</summary>
        public (OnnxValue Memory, OnnxValue Stop) Pick(int hop)
        {
            var graph = _of._graph;
            var (g, age) = Scores(); // [B,N], [B,1]
            var none = _of.Op("Sub", _of._one, graph.Op("ReduceMax", [_free], OnnxAttribute.Ints("axes", 1))); // [B,1]
            var stops = hop >= _o.Fewest ? _of.Op("Max", none, _of._one) : none;
            var taken = _of.Op("Less", _of.Concat(1, _free, stops), graph.Scalar(0.5f)); // [B,N]
            // [B,N,N]
            var lead = _of.Op("Sub", _of.Op("Sub", _of.Unsqueeze(g, 2), _of.Unsqueeze(g, 1)),
                _of.Mul(_sign, graph.Scalar((float)SupportingFactSelector.Tie)));
            if (age != OnnxValue.None)
                lead = _of.Add(lead, _of.Mul(_of.Unsqueeze(age, 2), _sign));
            var never = graph.Scalar((float)SupportingFactSelector.Never);
            var rivals = _of.Op("Where", _of.Op("Or", _of.Unsqueeze(taken, 1), _isSame), never, lead);
            var least = graph.Op("ReduceMin", [rivals], OnnxAttribute.Ints("axes", 2), OnnxAttribute.Int("keepdims", 0)); // [B,N]
            // [B]
            var best = graph.Op("ArgMax", [_of.Op("Where", taken, _of.Op("Neg", never), least)], OnnxAttribute.Int("axis", 1),
                OnnxAttribute.Int("keepdims", 0));
            var choice = _of.OneHot(best, _count); // [B,N]
            var memory = _of.Op("Slice", choice, graph.Vector(0L), graph.Vector(-1L), graph.Vector(1L)); // [B,M]
            var stop = _of.Op("Slice", choice, graph.Vector(-1L), graph.Vector(long.MaxValue), graph.Vector(1L)); // [B,1]
            Next(hop, choice, memory, stop);
            return (memory, stop);
        }

        private void Next(int hop, OnnxValue choice, OnnxValue memory, OnnxValue stop)
        {
            if (_o.BlockAt(hop) is { } block)
                _context = _of.Add(_context, _of.Of(memory, _found[block]));
            _free = _of.Mul(_of.Op("Sub", _free, memory), _of.Op("Sub", _of._one, stop));
            _xIsOlder = _of.MatMul(choice, _isOlder);
            if (_words != OnnxValue.None)
                _words = _of.Add(_words, _of.Of(memory, _story.Sentences.Words));
            if (_unseenWords != OnnxValue.None)
                _unseenWords = _of.Add(_unseenWords, _of.Of(memory, _story.Sentences.Unseen));
        }

        private (OnnxValue G, OnnxValue Age) Scores()
        {
            var graph = _of._graph;
            var x = _of.Layers(_context, _hidden); // [B,n]
            var sums = _memories; // [B,M,n]
            if (_match != OnnxValue.None)
                sums = _of.Add(sums, _of.MatMul(_of.Mul(_story.Sentences.Words, _of.Unsqueeze(_of.IsIn(_words), 1)), _match));
            if (_matchUnseen != OnnxValue.None)
                sums = _of.Add(sums, _of.MatMul(_of.Mul(_story.Sentences.Unseen, _of.Unsqueeze(_of.IsIn(_unseenWords), 1)), _matchUnseen));
            var memories = _of.MatMul(_of.Layers(sums, _hidden), _of.Unsqueeze(x, 2)); // [B,M,1]
            var g = _of.Concat(1, _of.Op("Squeeze", memories, graph.Vector(2L)), _of.MatMul(x, _of.Transpose(_stop, 1, 0))); // [B,N]
            if (_time == OnnxValue.None)
                return (g, OnnxValue.None);
            var time = _of.MatMul(x, _time); // [B,3]
            OnnxValue Half(OnnxValue value) => _of.Mul(value, graph.Scalar(0.5f));
            // [B,1]
            OnnxValue Column(long column) => _of.Op("Slice", time, graph.Vector(column), graph.Vector(column + 1), graph.Vector(1L));
            // Before the first pick x is the question alone, which is newer than all memories.
            if (_xIsOlder != OnnxValue.None)
                g = _of.Add(g, _of.Mul(Half(_of.Op("Sub", Column(0), Column(1))), _xIsOlder));
            return (g, Half(Column(2)));
        }

        private OnnxValue Squeezed(OnnxValue value) => _of.Op("Squeeze", value, _of._graph.Vector(1L));
    }

    private interface IAnswer
    {
        void Next(OnnxValue memory, int hop);

        /// <summary>[B, P, R].</summary>
        OnnxValue LogProbabilities();
    }

    /// <summary>See <see cref="WordAnswer"/>.</summary>
    private sealed class Words : IAnswer
    {
        private readonly MemoryNetworkGraph _of;
        private readonly WordAnswer _r;
        private readonly Story _story;
        private readonly OnnxValue _unseen;
        private readonly OnnxValue[] _found;
        private OnnxValue _context;
        private OnnxValue _words;

        public Words(MemoryNetworkGraph of, WordAnswer r, Story story)
        {
            (_of, _r, _story) = (of, r, story);
            // [B,K,n]
            _unseen = r.Neighbours is null ? OnnxValue.None : of.MatMul(story.Contexts, of.Weights("R.neighbours", r.Neighbours));
            _context = of.Embed(story.Question, "R.asked", r.Asked, _unseen); // [B,1,n]
            _found = [.. r.Found.Select((block, i) => of.Embed(story.Sentences, $"R.found_{i + 1}", block, _unseen))]; // [B,M,n] each
            _words = r.Match is null ? OnnxValue.None : story.Question.Words; // [B,1,V]
        }

        public void Next(OnnxValue memory, int hop)
        {
            var row = _of.Unsqueeze(memory, 1); // [B,1,M]
            _context = _of.Add(_context, _of.MatMul(row, _found[_r.BlockAt(hop)]));
            if (_words != OnnxValue.None)
                _words = _of.Add(_words, _of.MatMul(row, _story.Sentences.Words));
        }

        public OnnxValue LogProbabilities()
        {
            var (graph, answers) = (_of._graph, _of._answers);
            var hidden = _of.Weights("R.hidden", _r.Hidden);
            if (_r.Said is not null)
            {
                // [P,n]
                var bags = _of.MatMul(
                    graph.Constant<float>(answers.Bags(), [answers.Beginnings.Count, answers.Words.Count]), _of.Weights("R.said", _r.Said));
                _context = _of.Add(_context, bags); // [B,P,n]
            }

            var words = _of.Weights("R.word", _r.Word); // [R,n]
            if (_words != OnnxValue.None)
            {
                var isIn = _of.IsIn(graph.Op("Gather", [_words, graph.Vector<long>(_r.WordIds)], OnnxAttribute.Int("axis", 2))); // [B,1,R]
                words = _of.Add(words, _of.Mul(_of.Transpose(isIn, 0, 2, 1), _of.Weights("R.match", _r.Match))); // [B,R,n]
            }

            var y = _of.Layers(words, hidden);
            // [B,P,R]
            var scores = _of.MatMul(
                _of.Layers(_context, hidden), _words == OnnxValue.None ? _of.Transpose(y, 1, 0) : _of.Transpose(y, 0, 2, 1));
            return graph.Op("LogSoftmax", [_of.Mul(scores, graph.Scalar((float)(1 / _r.Margin)))], OnnxAttribute.Int("axis", 2));
        }
    }

    /// <summary>See <see cref="RecurrentAnswer"/>.</summary>
    private sealed class Recurrence : IAnswer
    {
        private readonly MemoryNetworkGraph _of;
        private readonly RecurrentAnswer _r;
        private readonly OnnxValue _words;
        private readonly OnnxValue[] _gates;
        private readonly OnnxValue _keys;
        private readonly long _width;
        private OnnxValue _state;

        public Recurrence(MemoryNetworkGraph of, RecurrentAnswer r, Story story, OnnxValue questionIds)
        {
            (_of, _r, _width) = (of, r, r.Word.weight.shape[1]);
            _words = of.Weights("R.words", r.Embedding.weight);
            var weights = r.Reader.Weights.Select(InOnnxOrder).ToArray(); // ih, hh, bias ih, bias hh
            _gates =
            [
                of._graph.Initializer<float>("R.reader.w", weights[0], [1, 3 * _width, _width]),
                of._graph.Initializer<float>("R.reader.r", weights[1], [1, 3 * _width, _width]),
                of._graph.Initializer<float>("R.reader.b", (float[])[.. weights[2], .. weights[3]], [1, 6 * _width]),
            ];
            _keys = of.Cast(story.KeyIds, ElementType.Float32); // ids are below 2^24, where float32 is exact
            var ids = of.Op("Squeeze", questionIds, of._graph.Vector(1L)); // [B,W]
            var questions = of._graph.Op("Shape", [ids], OnnxAttribute.Int("start", 0), OnnxAttribute.Int("end", 1)); // [1]: B
            _state = of.Op("Expand", of._graph.Scalar(0f), of.Concat(0, questions, of._graph.Vector(_width))); // [B,n]
            Read(ids);
        }

        public void Next(OnnxValue memory, int hop) => Read(_of.Cast(_of.Of(memory, _keys), ElementType.Int64));

        public OnnxValue LogProbabilities()
        {
            var (graph, answers) = (_of._graph, _of._answers);
            var states = _of.Unsqueeze(_state, 1); // [B,1,n]
            if (answers.Beginnings.Count > 1)
            {
                var (words, lengths) = RecurrentAnswer.Padded(answers);
                var (p, longest) = (lengths.Length, words.Length / lengths.Length);
                // [1,P',L,n]
                var said = _of.Op("Gather", _of.Weights("R.said", _r.Said.weight), graph.Constant<long>(words, [1, p, longest]));
                var questions = graph.Op("Shape", [_state], OnnxAttribute.Int("start", 0), OnnxAttribute.Int("end", 1)); // [1]: B
                var all = _of.Op("Expand", said, _of.Concat(0, questions, graph.Vector(1L, 1L, 1L))); // [B,P',L,n]
                // [B,P']
                var ends = _of.Op("Expand", graph.Constant<int>([.. lengths.Select(length => (int)length)], [1, p]),
                    _of.Concat(0, questions, graph.Vector(1L)));
                var starts = _of.Op("Expand", states, graph.Vector(1L, p, 1L)); // [B,P',n]
                var last = Run(_of.Reshape(all, -1, longest, _width), _of.Reshape(ends, -1), _of.Reshape(starts, 1, -1, _width));
                states = _of.Concat(1, states, _of.Reshape(last, -1, p, _width)); // [B,P,n]
            }

            var logits = _of.Add(
                _of.MatMul(states, _of.Weights("R.word", _r.Word.weight.transpose(0, 1))), _of.Weights("R.word.bias", _r.Word.bias));
            return graph.Op("LogSoftmax", [logits], OnnxAttribute.Int("axis", 2));
        }

        /// <summary>Reads ids [B, W]. An empty text leaves the state unchanged.</summary>
        private void Read(OnnxValue ids)
        {
            var graph = _of._graph;
            var words = _of.Sum(_of.Cast(_of.Op("Greater", ids, _of._zero), ElementType.Int32), -1); // [B]
            var last = Run(_of.Op("Gather", _words, ids), _of.Op("Max", words, graph.Scalar(1)), _of.Unsqueeze(_state, 0)); // [1,B,n]
            _state = _of.Op(
                "Where", _of.Unsqueeze(_of.Op("Greater", words, graph.Scalar(0)), 1), _of.Op("Squeeze", last, graph.Vector(0L)), _state);
        }

        /// <summary>texts [B, W, n], lengths [B], first states [1, B, n] -> last states [1, B, n].</summary>
        private OnnxValue Run(OnnxValue texts, OnnxValue lengths, OnnxValue first) => _of._graph.Op(
            "GRU",
            [_of.Transpose(texts, 1, 0, 2), .. _gates, lengths, first],
            2,
            OnnxAttribute.Int("hidden_size", _width),
            OnnxAttribute.Int("linear_before_reset", 1))[1];

        /// <summary>Torch orders the gates r, z, n; ONNX orders them z, r, h.</summary>
        private static float[] InOnnxOrder(Tensor weights)
        {
            var gates = weights.ToFloat32();
            var block = gates.Length / 3;
            return [.. gates[block..(2 * block)], .. gates[..block], .. gates[(2 * block)..]];
        }
    }
}
