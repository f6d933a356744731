using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Text;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>End-to-end memory network (Sukhbaatar et al. 2015, sections 2 and 4), with the key-value memory network of Miller et al. 2016
/// as one of its ways to tie matrices.</summary>
/// <remarks>
/// Sentence x_i holds words x_i1 .. x_iJ and was told i sentences ago. For hops k = 1..K:
/// <code>
/// m_i = sum_j l_j * A x_ij + T_A(i)      c_i = sum_j l_j * C x_ij + T_C(i)      u^1 = sum_j l_j * B q_j
/// p = softmax(u^k . m_i)      o^k = sum_i p_i c_i      u^{k+1} = u^k + o^k      answer = softmax(W u^{K+1})
/// </code>
/// <para>Tying: adjacent has A^{k+1} = C^k, B = A^1, W^T = C^K. Layer-wise has A^k = A, C^k = C, u^{k+1} = H u^k + o^k. Key-value is the
/// network of Miller et al. 2016 in which each sentence is both key and value (their section 3.2): one table for questions, keys, values
/// and answers, A = B = C = W^T, and u^{k+1} = R_k (u^k + o^k), where R_k starts as the identity. During the linear start p is u . m
/// itself.</para>
/// <para>Word weights: a bag of words has l = 1. Position encoding is that of the authors' code, with D the width and J the longest
/// sentence of the data:
/// <code>l_jd = 1 + 4 (d - (D + 1) / 2) (j - (J + 1) / 2) / (D J)</code>
/// The paper has l_jd = (1 - j / J) - (d / D)(1 - 2 j / J) with each sentence's own J; apart from centering, that is half as much. With the
/// code's formula, a word's vector does not change when the sentence grows after it.</para>
/// <para>These follow the authors' code, not the paper. T_A has one word of A per age, which stands last in each sentence, so l_J
/// multiplies it. The gradient of each matrix is clipped at 40. The memory has T places; those without a sentence have m = c = 0 and take
/// part in the softmax, so a question can put its weight on no sentence. Without empty places, tasks with yes or no as the answer are
/// memorized: tasks 6, 9, 10 and 18 had an error of 26 % rather than 10 %, three splits each. The number of places is the same for each
/// batch, so padding changes nothing. The addressing reported for a hop is the weights among sentences.</para>
/// <para>Different from both: the answers are those of the training questions, not all words, and each epoch sees each example once rather
/// than drawing as many with replacement.</para>
/// </remarks>
public sealed class EndToEndMemoryNetwork : StoryNetwork
{
    // B questions, M memories, J words of a text, D width, A answers, K hops, N tables, S distinct sentences of a batch, T ages
    private const double Absent = -1e9;

    // Stands in for a count of zero empty places, which has no logarithm.
    private const float FewestPlaces = 1e-30f;

    private readonly StoryShape _shape;
    private readonly EndToEndMemoryOptions _options;
    private readonly Tensor[] _memories; // N x [V + T, D]: words, then ages. Adjacent: A^1, C^1, .., C^K; layer-wise: A, C; key-value: A
    private readonly Tensor _question; // B [V + T, D]; only the rows of words are read
    private readonly Tensor? _answer; // W [A, D]; null if the answers are rows of C^K
    private readonly Tensor? _hop; // H [D, D]
    private readonly Tensor[] _rotations; // R_k [D, D], K of them with key-value tying, otherwise none
    private bool _isLinear;

    public EndToEndMemoryNetwork(StoryShape shape, EndToEndMemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        (_shape, _options) = (shape, options);
        _rotations = [];
        if (options.Tying == HopTying.KeyValue)
        {
            _memories = [Table("A")];
            _question = _memories[0];
            _rotations = [.. Enumerable.Range(1, options.Hops).Select(hop => register_parameter($"R_{hop}", Identity(Width)))];
        }
        else if (options.Tying == HopTying.Adjacent)
        {
            _memories = [Table("A_1"), .. Enumerable.Range(1, options.Hops).Select(hop => Table($"C_{hop}"))];
            _question = _memories[0];
        }
        else
        {
            _memories = [Table("A"), Table("C")];
            _question = Table("B");
            _answer = register_parameter("W", torch.normal([shape.Answers.Count, Width], 0, options.InitialWeights));
            _hop = register_parameter("H", torch.normal([Width, Width], 0, options.InitialWeights));
        }
    }

    public override int Hops => _options.Hops;

    /// <summary>2 with a linear start, which is its own phase; otherwise 1.</summary>
    public override int Phases => _options.LinearStartEpochs > 0 ? 2 : 1;

    private int Width => _options.Width;

    // Whether words have weights other than 1.
    private bool IsPositional => _options.Encoding == SentenceEncoding.Position;

    public override void BeginPhase(int phase) => _isLinear = phase < Phases;

    public override Tensor Loss(StoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (logits, _) = forward(batch.Inputs, AgesOf(batch.Inputs, _options.TimeNoise, batch.Random));
        return torch.nn.functional.cross_entropy(logits, torch.tensor(batch.Answers, [batch.Answers.Length])) * batch.Answers.Length;
    }

    public override (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (logits, matches) = forward(batch, AgesOf(batch, 0, null));
        var mask = torch.tensor(batch.MemoryMask, [batch.Questions, batch.Memories]);
        return (logits.softmax(1), torch.stack([.. matches.Select(match => Addressing(match, mask))], 1));
    }

    /// <summary>Logits [B, A] and, for each hop, u . m_i [B, M].</summary>
    /// <remarks>A batch repeats few distinct sentences (S) many times. So u is matched once with each of these and once with each age, and
    /// o sums each of them once. m_i is never materialized: u . m_i = u . sum_j l_j * A x_ij + u . T_A(i).</remarks>
    /// <param name="batch">Questions and stories.</param>
    /// <param name="ages">[B, M]: how many sentences ago each memory was told, from 0.</param>
    public (Tensor logits, IReadOnlyList<Tensor> matches) forward(MemoryBatch batch, long[] ages)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (b, m) = (batch.Questions, batch.Memories);
        var tables = _memories.Length == 1 ? _memories[0] : torch.cat(_memories, 1); // [V + T, N D]
        var (sentences, places) = Distinct(batch.Keys, batch.KeyWords); // [S, J], [B, M]
        var said = Encode(tables, sentences, batch.KeyWords); // [S, N D]
        var told = tables.narrow(0, _shape.Words, _shape.MaxMemories); // [T, N D]
        if (IsPositional)
            told *= torch.tensor(Repeat(Weights(_shape.LongestText), _memories.Length), [told.shape[1]]);
        var parts = torch.cat([said, told], 0); // [S + T, N D]
        var sentence = torch.tensor(places, [b, m]);
        var age = torch.tensor([.. ages.Select(age => said.shape[0] + age)], [b, m]);

        var mask = torch.tensor(batch.MemoryMask, [b, m]);
        var u = Encode(_question, batch.Question, batch.QuestionWords); // [B, D]
        var empty = torch.tensor(EmptyPlaces(batch), [b, 1]);
        var matches = new List<Tensor>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var (input, output) = TablesOf(hop);
            var each = u.matmul(parts.narrow(1, input * Width, Width).transpose(0, 1)); // [B, D] x [D, S + T]
            var match = each.gather(1, sentence) + each.gather(1, age); // u . m_i, [B, M]
            // [B, M]
            var p = _isLinear ? match * mask : torch.cat([match.masked_fill(mask.eq(0), Absent), empty], 1).softmax(1).narrow(1, 0, m);
            var weights = torch.zeros(each.shape).scatter_add(1, sentence, p).scatter_add(1, age, p);
            var o = weights.matmul(parts.narrow(1, output * Width, Width)); // [B, S + T] x [S + T, D]
            u = (_hop is null ? u : u.matmul(_hop.transpose(0, 1))) + o;
            u = _rotations.Length == 0 ? u : u.matmul(_rotations[hop].transpose(0, 1));
            u = _options.Relu ? u.relu() : u;
            matches.Add(match);
        }

        return (u.matmul(AnswerRows().transpose(0, 1)), matches); // [B, D] x [D, A]
    }

    public override OnnxGraphBuilder Export(bool halfWeights = false)
    {
        var graph = new OnnxGraphBuilder("memn2n") { HalfWeights = halfWeights };
        var inputs = MemoryInterface.InputsOf(AnswerSource.Listed).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        OnnxValue Rows(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
        OnnxValue Axis(long axis) => graph.Vector(axis);
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);
        OnnxValue Softmax(OnnxValue scores) => graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", 1));
        // Size of one dimension, [1].
        OnnxValue Size(OnnxValue of, long dim) => Op("Gather", Op("Shape", of), Axis(dim));

        var everyPlace = Enumerable.Range(1, _shape.LongestText).SelectMany(Weights).ToArray();
        var positions = IsPositional ? graph.Initializer<float>("l", everyPlace, [_shape.LongestText, Width]) : OnnxValue.None; // [J, D]
        // ids [.., J] -> [.., D]
        OnnxValue Encode(OnnxValue words, OnnxValue ids, long rank)
        {
            var vectors = Op("Gather", words, ids);
            if (IsPositional)
                vectors = Op("Mul", vectors, Op("Slice", positions, graph.Vector(0L), Size(ids, rank - 1), Axis(0)));
            return graph.Op("ReduceSum", [vectors, Axis(-2)], OnnxAttribute.Int("keepdims", 0));
        }

        var keys = inputs[MemoryInterface.KeysInput];
        var mask = inputs[MemoryInterface.MemoryMaskInput];
        var present = Op("Greater", mask, graph.Scalar(0.5f));
        var told = graph.Op("ReduceSum", [mask, Axis(1)], OnnxAttribute.Int("keepdims", 1));
        var empty = Op("Log", Op("Max", Op("Sub", graph.Scalar((float)_shape.MaxMemories), told), graph.Scalar(FewestPlaces))); // [B, 1]
        var tables = _memories.Select((table, i) => Rows($"words_{i}", table.narrow(0, 0, _shape.Words))).ToArray();
        var memories = tables.Select((words, i) =>
        {
            var vectors = _memories[i].narrow(0, _shape.Words, _shape.MaxMemories);
            var ages = Rows($"ages_{i}", IsPositional ? vectors * torch.tensor(Weights(_shape.LongestText), [Width]) : vectors); // [T, D]
            return Op("Add", Encode(words, keys, 3), Op("Slice", ages, graph.Vector(0L), Size(mask, 1), Axis(0))); // [B, M, D] + [M, D]
        }).ToArray();

        // [B, D]
        var u = Encode(ReferenceEquals(_question, _memories[0]) ? tables[0] : Rows("B", _question.narrow(0, 0, _shape.Words)),
            inputs[MemoryInterface.QuestionInput], 2);
        var addressing = new List<OnnxValue>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var (input, output) = TablesOf(hop);
            var match = Op("Squeeze", Op("MatMul", memories[input], Op("Unsqueeze", u, Axis(2))), Axis(2)); // [B, M]
            match = Op("Where", present, match, graph.Scalar((float)Absent));
            var p = Op("Slice", Softmax(graph.Op("Concat", [match, empty], OnnxAttribute.Int("axis", 1))), graph.Vector(0L),
                graph.Vector(-1L), Axis(1));
            var o = Op("Squeeze", Op("MatMul", Op("Unsqueeze", p, Axis(1)), memories[output]), Axis(1)); // [B, D]
            u = Op("Add", _hop is null ? u : Op("MatMul", u, Rows($"H_{hop}", _hop.transpose(0, 1))), o);
            u = _rotations.Length == 0 ? u : Op("MatMul", u, Rows($"R_{hop}", _rotations[hop].transpose(0, 1)));
            u = _options.Relu ? Op("Relu", u) : u;
            // Without a story every match is absent and the softmax is uniform; the mask sets it to 0.
            addressing.Add(Op("Unsqueeze", Op("Mul", Softmax(match), mask), Axis(1)));
        }

        var outputs = MemoryInterface.OutputsOf(Hops, _shape.Answers.Count);
        graph.Output(outputs[0], Softmax(Op("MatMul", u, Rows("W", AnswerRows().transpose(0, 1)))));
        graph.Output(outputs[1], addressing.Count == 1 ? addressing[0] : graph.Op("Concat", [.. addressing], OnnxAttribute.Int("axis", 1)));
        return graph;
    }

    /// <summary>[B, M]: the weights among the sentences present; during the linear start, the matches.</summary>
    private Tensor Addressing(Tensor match, Tensor mask) => (_isLinear ? match : match.masked_fill(mask.eq(0), Absent).softmax(1)) * mask;

    /// <summary>ln of the number of places without a sentence, [B]. The softmax's denominator has that many terms exp(u . 0).</summary>
    private float[] EmptyPlaces(MemoryBatch batch) =>
        [.. batch.MemoryMask.Chunk(batch.Memories).Select(row => MathF.Log(Math.Max(_shape.MaxMemories - row.Sum(), FewestPlaces)))];

    /// <summary>Age of each memory, [B, M]. With noise, empty memories are inserted into a story, up to that share of its sentences (4.1).
    /// As in the authors' code only the ages jump, and the oldest is limited by the memory's size.</summary>
    internal long[] AgesOf(MemoryBatch batch, double noise, Random? random)
    {
        var ages = new long[batch.Questions * batch.Memories];
        for (var row = 0; row < batch.Questions; row++)
        {
            var told = ages.AsSpan(row * batch.Memories, batch.Memories);
            var count = batch.Memories - batch.MemoryMask.AsSpan(row * batch.Memories, batch.Memories).Count(0f);
            var empty = random is null ? 0 : random.Next((int)Math.Ceiling(noise * count) + 1);
            // Chooses uniformly which of the count + empty ages belong to empty memories and skips these.
            for (var (age, memory) = (0, 0); memory < count; age++)
            {
                if (empty > 0 && random!.Next(count - memory + empty) < empty)
                    empty--;
                else
                    told[memory++] = Math.Min(age, _shape.MaxMemories - 1);
            }
        }

        return ages;
    }

    /// <summary>Weights l_j of the word at a place counted from 1, [D].</summary>
    internal float[] Weights(int place)
    {
        var weights = new float[Width];
        for (var d = 1; d <= Width; d++)
            weights[d - 1] = IsPositional ? 1 + (Along(d) * Beside(place)) : 1;
        return weights;
    }

    // l_jd = 1 + along(d) beside(j)
    private float Along(int d) => 4 * (d - ((Width + 1) / 2f)) / Width;

    private float Beside(int place) => (place - ((_shape.LongestText + 1) / 2f)) / _shape.LongestText;

    /// <summary>ids [texts, J] -> weighted sums of rows of <paramref name="tables"/>, [texts, N D]. Padding and unknown words have weight
    /// 0.</summary>
    private Tensor Encode(Tensor tables, long[] ids, int words)
    {
        var (once, beside) = (new float[ids.Length], new float[ids.Length]);
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] is not (Vocabulary.Padding or Vocabulary.Unknown))
                (once[i], beside[i]) = (1, Beside((i % words) + 1));
        }

        long[] shape = [ids.Length / words, words];
        var indexes = torch.tensor(ids, shape);
        var sum = torch.nn.functional.embedding_bag(indexes, tables, torch.tensor(once, shape));
        if (!IsPositional)
            return sum;
        var along = Enumerable.Range(1, Width).Select(Along).ToArray();
        var weighted = torch.nn.functional.embedding_bag(indexes, tables, torch.tensor(beside, shape));
        return sum + (weighted * torch.tensor(Repeat(along, (int)(tables.shape[1] / Width)), [tables.shape[1]]));
    }

    /// <summary>Vectors of the answers, [A, D]: W, or rows of C^K.</summary>
    private Tensor AnswerRows() =>
        _answer ?? torch.nn.functional.embedding(torch.tensor([.. _shape.Answers], [_shape.Answers.Count]), _memories[^1]);

    /// <summary>The distinct texts of a batch and each text's index among them. Stories of one task repeat the same sentences.</summary>
    private static (long[] Texts, long[] Places) Distinct(long[] ids, int words)
    {
        var places = new long[ids.Length / words];
        var texts = new List<long>(ids.Length / 4);
        var placeOf = new Dictionary<int, List<int>>();
        for (var text = 0; text < places.Length; text++)
        {
            var span = ids.AsSpan(text * words, words);
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(span));
            ref var same = ref CollectionsMarshal.GetValueRefOrAddDefault(placeOf, hash.ToHashCode(), out _);
            same ??= [];
            var place = -1;
            foreach (var candidate in same)
            {
                if (CollectionsMarshal.AsSpan(texts).Slice(candidate * words, words).SequenceEqual(span))
                    place = candidate;
            }

            if (place < 0)
            {
                place = texts.Count / words;
                texts.AddRange(span);
                same.Add(place);
            }

            places[text] = place;
        }

        return ([.. texts], places);
    }

    private static float[] Repeat(float[] values, int times) => [.. Enumerable.Repeat(values, times).SelectMany(value => value)];

    /// <summary>Indices of the table that a hop (from 0) matches with and of the table that it reads.</summary>
    private (int Input, int Output) TablesOf(int hop) => _options.Tying switch
    {
        HopTying.Adjacent => (hop, hop + 1),
        HopTying.LayerWise => (0, 1),
        _ => (0, 0),
    };

    private static Tensor Identity(int width)
    {
        var values = new float[width * width];
        for (var i = 0; i < width; i++)
            values[(i * width) + i] = 1;
        return torch.tensor(values, [width, width]);
    }

    /// <summary>Words and ages, [V + T, D]. The rows of padding and unknown words are 0 and stay 0, since they get no gradient.</summary>
    private Tensor Table(string name)
    {
        var table = torch.normal([_shape.Words + _shape.MaxMemories, Width], 0, _options.InitialWeights);
        using var zero = torch.zeros(Width);
        using var noGrad = torch.no_grad();
        foreach (var id in new[] { Vocabulary.Padding, Vocabulary.Unknown })
        {
            using var row = table.select(0, id);
            row.Assign(zero);
        }

        return register_parameter(name, table);
    }
}

/// <summary>Options of <see cref="EndToEndMemoryNetwork"/>.</summary>
public sealed record EndToEndMemoryOptions
{
    /// <summary>D: width of word vectors. Default 50, the paper's for training on all tasks together; the paper has 20 for a single
    /// task.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 50;

    /// <summary>K: number of hops, each of which reads the memory once. Default 3.</summary>
    [Range(1, 16)]
    public int Hops { get; init; } = 3;

    /// <summary>How a sentence's words become one vector. Default <see cref="SentenceEncoding.Position"/>.</summary>
    public SentenceEncoding Encoding { get; init; } = SentenceEncoding.Position;

    /// <summary>Which matrices the hops share. Default <see cref="HopTying.Adjacent"/>.</summary>
    public HopTying Tying { get; init; } = HopTying.Adjacent;

    /// <summary>Whether a ReLU follows each hop. Default false.</summary>
    public bool Relu { get; init; }

    /// <summary>Most empty memories inserted into a story in training, as a share of its sentences, so that ages of longer stories are
    /// learned too. Default 0.1; 0 leaves ages unchanged.</summary>
    [Range(0, 1)]
    public double TimeNoise { get; init; } = 0.1;

    /// <summary>Number of epochs at the start in which memories are read without a softmax. Default 0.</summary>
    [Range(0, 100_000)]
    public int LinearStartEpochs { get; init; }

    /// <summary>Standard deviation of all initial weights. Default 0.1.</summary>
    [Range(1e-6, 10)]
    public double InitialWeights { get; init; } = 0.1;
}

/// <summary>How a sentence's words become one vector.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SentenceEncoding>))]
public enum SentenceEncoding
{
    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("bag")]
    Bag,

    /// <summary>Their sum, weighted by the word's position and the vector's dimension.</summary>
    [JsonStringEnumMemberName("position")]
    Position,
}

/// <summary>Which matrices the hops share (2.2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HopTying>))]
public enum HopTying
{
    /// <summary>A hop's output matrix is the next hop's input matrix.</summary>
    [JsonStringEnumMemberName("adjacent")]
    Adjacent,

    /// <summary>All hops share the same matrices, as in a recurrent network.</summary>
    [JsonStringEnumMemberName("layer-wise")]
    LayerWise,

    /// <summary>One matrix serves all purposes, and each hop has its own rotation of the state (Miller et al. 2016).</summary>
    [JsonStringEnumMemberName("key-value")]
    KeyValue,
}
