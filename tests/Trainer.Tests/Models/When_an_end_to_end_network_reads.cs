using Engram.MemoryNetworks.Encoding;
using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary>The equations of <see cref="EndToEndMemoryNetwork"/>.</summary>
public sealed class When_an_end_to_end_network_reads : TorchTest
{
    private const int Width = 4;
    private const int Longest = 6;
    private const int MaxMemories = 5;

    private static readonly MemoryEncoder Encoder = new(
        Vocabulary.Build(["mary", "john", "went", "home", "out", "where", "is"], 10), buckets: 0, Longest);
    private static readonly long[] Answers = [Encoder.Vocabulary.IdOf("home"), Encoder.Vocabulary.IdOf("out")];
    private static readonly EncodedQuestion Short = Encode("where is mary?", "mary went home.", "john went out.");
    private static readonly EncodedQuestion Long = Encode(
        "where is john now?", "john went out.", "mary went home.", "mary went out.", "john went home again.");

    [Theory]
    [InlineData(HopTying.Adjacent, SentenceEncoding.Position, false)]
    [InlineData(HopTying.Adjacent, SentenceEncoding.Bag, true)]
    [InlineData(HopTying.LayerWise, SentenceEncoding.Position, false)]
    [InlineData(HopTying.KeyValue, SentenceEncoding.Position, false)]
    public void Should_compute_each_hop_as_the_paper_writes_it(HopTying tying, SentenceEncoding encoding, bool relu)
    {
        using var network = Network(
            new() { Width = Width, Hops = 2, Tying = tying, Encoding = encoding, Relu = relu, InitialWeights = 0.7 });
        var (probabilities, addressing) = network.Predict(MemoryBatch.Of([Short]));
        var (answer, weights) = ByHand(network, tying, encoding, relu, isLinear: false);
        AssertValues(addressing, [.. weights.SelectMany(hop => hop)]);
        AssertValues(probabilities, Softmax(answer));
        Assert.All(weights, hop => Assert.Equal(1, hop.Sum(), Tolerance));
    }

    [Fact]
    public void Should_read_without_a_softmax_in_its_linear_start()
    {
        using var network = Network(new() { Width = Width, Hops = 2, LinearStartEpochs = 1, InitialWeights = 0.7 });
        Assert.Equal(2, network.Phases);
        network.BeginPhase(1);
        AssertValues(network.Predict(MemoryBatch.Of([Short])).addressing,
            [.. ByHand(network, HopTying.Adjacent, SentenceEncoding.Position, relu: false, isLinear: true).Weights.SelectMany(hop => hop)]);
        network.BeginPhase(2);
        AssertValues(network.Predict(MemoryBatch.Of([Short])).addressing.sum(2), 1, 1);
    }

    [Theory]
    [InlineData(HopTying.Adjacent)]
    [InlineData(HopTying.LayerWise)]
    [InlineData(HopTying.KeyValue)]
    public void Should_not_change_with_what_else_is_in_the_batch(HopTying tying)
    {
        using var network = Network(new() { Width = Width, Tying = tying, InitialWeights = 0.7 });
        var alone = network.Predict(MemoryBatch.Of([Short]));
        var among = network.Predict(MemoryBatch.Of([Long, Short]));
        AssertValues(among.probabilities.select(0, 1), alone.probabilities.ToFloat32());
        AssertValues(among.addressing.select(0, 1).narrow(1, 0, 2), alone.addressing.ToFloat32());
        AssertValues(among.addressing.select(0, 1).narrow(1, 2, 2), new float[3 * 2]);
    }

    [Fact]
    public void Should_read_nothing_where_there_is_no_story()
    {
        using var network = Network(new() { Width = Width });
        AssertValues(network.Predict(MemoryBatch.Of([Encode("where is mary?")])).addressing, 0, 0, 0);
    }

    [Fact]
    public void Should_weigh_words_by_place_and_width()
    {
        // l_jd = 1 + 4 (d - (D + 1) / 2) (j - (J + 1) / 2) / (D J). With D = 4, J = 6 and j = 1: 1 + 4 (d - 2.5) (-2.5) / 24.
        using var network = Network(new() { Width = Width });
        Assert.Equal(
            [1 + (15 / 24f), 1 + (5 / 24f), 1 - (5 / 24f), 1 - (15 / 24f)], network.Weights(1), (a, b) => Math.Abs(a - b) < Tolerance);
        Assert.Equal(
            [1 - (15 / 24f), 1 - (5 / 24f), 1 + (5 / 24f), 1 + (15 / 24f)], network.Weights(6), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void Should_share_what_its_tying_says()
    {
        var table = (Encoder.Count + MaxMemories) * Width;
        using var adjacent = Network(new() { Width = Width, Hops = 3 });
        Assert.Equal(4 * table, adjacent.parameters().Sum(parameter => parameter.numel()));
        using var layerWise = Network(new() { Width = Width, Hops = 3, Tying = HopTying.LayerWise });
        Assert.Equal((3 * table) + (Answers.Length * Width) + (Width * Width), layerWise.parameters().Sum(parameter => parameter.numel()));
        using var keyValue = Network(new() { Width = Width, Hops = 3, Tying = HopTying.KeyValue });
        Assert.Equal(table + (3 * Width * Width), keyValue.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Should_move_nothing_but_ages_by_noise()
    {
        using var network = Network(new() { Width = Width });
        var batch = MemoryBatch.Of([Long, Short]);
        Assert.Equal([0, 1, 2, 3, 0, 1, 0, 0], network.AgesOf(batch, 0, new Random(1)));
        var moved = Enumerable.Range(0, 50).Select(seed => network.AgesOf(batch, 1, new Random(seed))).ToArray();
        Assert.All(moved, ages => Assert.Equal(ages[..4].Order(), ages[..4]));
        Assert.All(moved, ages => Assert.InRange(ages.Max(), 1, MaxMemories - 1));
        Assert.Contains(moved, ages => ages[0] > 0);
        Assert.Contains(moved, ages => ages[1] - ages[0] > 1);
    }

    [Fact]
    public void Should_learn_nothing_for_padding_and_unknown_words()
    {
        using var network = Network(new() { Width = Width });
        network.Loss(new StoryBatch(MemoryBatch.Of([Long, Short]), [0, 1], [[], []], new Random(1))).backward();
        foreach (var table in network.parameters())
        {
            AssertValues(table.select(0, Vocabulary.Padding), new float[Width]);
            AssertValues(table.grad!.select(0, Vocabulary.Padding), new float[Width]);
            AssertValues(table.grad!.select(0, Vocabulary.Unknown), new float[Width]);
            Assert.Contains(table.grad!.ToFloat32(), value => value != 0);
        }
    }

    /// <summary>The equations of the network, written out vector by vector for <see cref="Short"/>.</summary>
    private static (float[] Answer, float[][] Weights) ByHand(
        EndToEndMemoryNetwork network, HopTying tying, SentenceEncoding encoding, bool relu, bool isLinear)
    {
        var parameters = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.ToFloat32());
        float Place(int j, int d) => encoding == SentenceEncoding.Bag ? 1 : 1
            + (4 * (d + 1 - ((Width + 1) / 2f)) * (j + 1 - ((Longest + 1) / 2f)) / (Width * Longest));
        float[] Vector(string table, long[] words) =>
            [.. Enumerable.Range(0,
                Width).Select(d =>
                    words.Select((word, j) => word == Vocabulary.Unknown ? 0 : Place(j, d) * parameters[table][(word * Width) + d]).Sum())];
        float[] Memory(string table, int age) =>
            [.. Vector(table, Short.Keys[age]).Select((x,
                d) => x + (Place(Longest - 1, d) * parameters[table][((Encoder.Count + age) * Width) + d]))];

        var isAdjacent = tying == HopTying.Adjacent;
        var isOne = tying == HopTying.KeyValue;
        var u = Vector(isAdjacent ? "A_1" : isOne ? "A" : "B", Short.Question);
        var weights = new List<float[]>();
        for (var hop = 1; hop <= 2; hop++)
        {
            var (a, c) = isAdjacent ? (hop == 1 ? "A_1" : "C_1", $"C_{hop}") : ("A", isOne ? "A" : "C");
            float[] match = [Dot(u, Memory(a, 0)), Dot(u, Memory(a, 1))];
            // Three of the five memory slots are empty.
            var p = isLinear ? match : Softmax([.. match, 0, 0, 0])[..2];
            float[] carried = isAdjacent || isOne ? u : Turned(u, parameters["H"]);
            u =
                [.. carried.Select((x, d) => x + (p[0] * Memory(c, 0)[d]) + (p[1] * Memory(c, 1)[d])).Select(x => relu ? Math.Max(0,
                    x) : x)];
            u = isOne ? Turned(u, parameters[$"R_{hop}"]) : u;
            weights.Add(isLinear ? match : Softmax(match));
        }

        return ([.. Answers.Select((word, i) => Dot(u,
            isAdjacent || isOne ? parameters[isOne ? "A" : "C_2"][((int)word * Width)..(((int)word + 1) * Width)]
                : parameters["W"][(i * Width)..((i + 1) * Width)]))], [.. weights]);
    }

    private static EndToEndMemoryNetwork Network(EndToEndMemoryOptions options)
    {
        torch.manual_seed(5);
        var network = new EndToEndMemoryNetwork(
            new StoryShape { Words = Encoder.Count, Answers = Answers, LongestText = Longest, MaxMemories = MaxMemories }, options);
        // The rotations are not the identity, so that a skipped rotation fails the test.
        foreach (var (_, rotation) in network.named_parameters().Where(p => p.name.StartsWith("R_", StringComparison.Ordinal)))
            rotation.Assign(torch.normal([Width, Width], 0, 1));
        return network;
    }

    private static float[] Turned(float[] vector, float[] matrix) =>
        [.. Enumerable.Range(0, Width).Select(row => Dot(vector, matrix[(row * Width)..((row + 1) * Width)]))];


    private static EncodedQuestion Encode(string question, params string[] story) =>
        Encoder.Encode(MemoryQuestion.About(question, story, MaxMemories), AnswerSource.Listed);

    private static float Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    private static float[] Softmax(float[] scores)
    {
        var total = scores.Sum(MathF.Exp);
        return [.. scores.Select(score => MathF.Exp(score) / total)];
    }
}
