using Engram.MemoryNetworks.Encoding;
using Engram.TestKit;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary>Loss and prediction of <see cref="MemoryNetwork"/>.</summary>
public sealed class When_supporting_memories_are_picked : TorchTest
{
    private const int Words = 9;
    private const int Width = 3;

    // Bags of single words, matched linearly: simple enough to compute the scores by hand.
    private static readonly MemoryNetworkOptions Plain =
        new() { Width = Width, Margin = 0.5, LongestNgram = 1, Nonlinear = false, ExactMatch = false, InitialWeights = 0.7 };

    private static readonly EncodedQuestion Story = Question([4, 5], [6], [7, 8], [6, 7]);

    [Fact]
    public void Should_ask_each_choice_to_lead_by_the_margin()
    {
        using var network = Network(Plain with { BlockPerHop = false }, fewest: 1, most: 2);
        var p = Parameters(network);
        // Targets: memory 2 (the oldest), then memory 0, then answer 1. Two memories is the limit, so no stop step follows.
        var loss = network.Loss(new StoryBatch(MemoryBatch.Of([Story]), [1], [[2, 0]], new Random(1))).item();

        long[][] memories = [[6], [7, 8], [6, 7]];
        var x = Sum(p["O.asked"], [4, 5]);
        float G(long[] memory) => Dot(x, Sum(p["O.memory"], memory));
        float Time(int row) => Dot(x, p["O.time"][(row * Width)..((row + 1) * Width)]);
        var (newer, expected) = (Time(2) / 2, 0f);
        foreach (var wrong in memories[..2])
            expected += Hinge(G(memories[2]) - G(wrong) + newer); // memory 2 is older than both
        x = Add(x, Sum(p["O.found_1"], memories[2]));
        var (older, age) = ((Time(0) - Time(1)) / 2, Time(2) / 2);
        expected += Hinge(G(memories[0]) + older - (G(memories[1]) + older) - age); // x is older than both; memory 0 is the newer
        expected += Hinge(G(memories[0]) + older - Dot(x, p["O.stop"]));
        var read = Add(Sum(p["R.asked"], [4, 5]), Add(Sum(p["R.found_1"], memories[2]), Sum(p["R.found_1"], memories[0])));
        float S(int word) => Dot(read, p["R.word"][(word * Width)..((word + 1) * Width)]);
        expected += Hinge(S(1) - S(0)) + Hinge(S(1) - S(2));
        Assert.Equal(expected, loss, 1e-4);
        Assert.NotEqual(0, expected);
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(1f, 2)]
    [InlineData(0f, 0)] // no preference: the latest wins
    public void Should_tell_equal_sentences_apart_by_their_time(float ofTheOlder, int place)
    {
        using var network = Network(Plain, fewest: 1, most: 1);
        Set(network, "O.time", 0, 0, 0, 0, 0, 0, ofTheOlder, 0, 0);
        Set(network, "O.asked", [.. Enumerable.Repeat(1f, Words * Width)]);
        var (_, addressing) = network.Predict(MemoryBatch.Of([Question([4], [6, 7], [6, 7], [6, 7])]));
        AssertValues(addressing, [.. Enumerable.Range(0, 3).Select(i => i == place ? 1f : 0f)]);
    }

    [Theory]
    [InlineData(-9f, 2)] // memories told after the first one score low
    [InlineData(9f, 0)]
    public void Should_know_what_was_told_after_the_memory_found_before(float ofTheYounger, int place)
    {
        using var network = Network(Plain, fewest: 2, most: 2);
        Set(network, "O.asked", [.. Enumerable.Repeat(0f, Words * Width)]);
        SetWord(network, "O.asked", 4, 1, 0, 0);
        Set(network, "O.memory", [.. Enumerable.Repeat(0f, Words * Width)]);
        SetWord(network, "O.memory", 7, 5, 0, 0);
        Set(network, "O.found_1", [.. Enumerable.Repeat(0f, Words * Width)]);
        Set(network, "O.time", ofTheYounger, 0, 0, -ofTheYounger, 0, 0, 0, 0, 0);
        var (_, addressing) = network.Predict(MemoryBatch.Of([Question([4], [6], [7], [6])]));
        AssertValues(addressing.select(1, 0), 0, 1, 0);
        AssertValues(addressing.select(1, 1), [.. Enumerable.Range(0, 3).Select(i => i == place ? 1f : 0f)]);
    }

    [Theory]
    [InlineData(9f, 1, 1)] // the stop memory wins after one pick
    [InlineData(-9f, 1, 3)]
    [InlineData(9f, 2, 2)] // not before the minimum number of picks
    public void Should_stay_where_it_was_once_the_stop_memory_wins(float stop, int fewest, int picked)
    {
        using var network = Network(Plain, fewest, most: 3);
        Set(network, "O.asked", [.. Enumerable.Repeat(1f, Words * Width)]);
        foreach (var name in new[] { "O.memory", "O.found_1", "O.found_2" })
            Set(network, name, [.. Enumerable.Repeat(0f, Words * Width)]);
        Set(network, "O.stop", stop, stop, stop);
        var (probabilities, addressing) = network.Predict(MemoryBatch.Of([Story]));
        AssertValues(addressing.sum(2), 1, 1, 1);
        Assert.Equal(picked, Enumerable.Range(0, 3).Select(hop => addressing.select(1, hop).argmax(1).ToInt64()[0]).Distinct().Count());
        AssertValues(probabilities.sum(1), 1);
    }

    [Fact]
    public void Should_pick_no_memory_twice_and_stop_when_none_is_left()
    {
        using var network = Network(Plain, fewest: 3, most: 3);
        var (_, addressing) = network.Predict(MemoryBatch.Of([Question([4], [6], [7])]));
        var places = Enumerable.Range(0, 3).Select(hop => addressing.select(1, hop).argmax(1).ToInt64()[0]).ToArray();
        Assert.NotEqual(places[0], places[1]);
        Assert.Equal(places[1], places[2]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Should_not_change_with_what_else_is_in_the_batch(MemoryNetworkOptions options)
    {
        using var network = Network(options, fewest: 1, most: 3, [[4], [5], [4, 5]]);
        var alone = network.Predict(MemoryBatch.Of([Story]));
        var among = network.Predict(
            MemoryBatch.Of([Question([4, 6, 8, 9, 7, 5, 10], [8, 7, 6, 5, 4, 9], [6], [5, 11], [4], [7, 7], [9, 6]), Story]));
        AssertValues(among.probabilities.select(0, 1), alone.probabilities.ToFloat32());
        AssertValues(among.addressing.select(0, 1).narrow(1, 0, 3), alone.addressing.ToFloat32());
        AssertValues(among.addressing.sum(2), 1, 1, 1, 1, 1, 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Should_export_what_it_computes(MemoryNetworkOptions options)
    {
        using var folder = new TemporaryFolder();
        using var network = Network(options with { Width = 8 }, fewest: 1, most: 3, [[4], [5, 99], [4, 5], [99, 4, 5]]);
        network.Export().Save(folder.In("model.onnx"));
        var random = new Random(5);
        long[] Text(int least) => [.. Enumerable.Range(0, random.Next(least, 6)).Select(_ => random.NextInt64(4, Words + 3))];
        var questions = Enumerable.Range(0, 40)
            .Select(_ => Question(Text(1), [.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => Text(1))])).ToArray();
        Assert.InRange(
            ParityCheck.Run(
                folder.In("model.onnx"),
                [.. questions.Chunk(13).Append([Question([4])]).Select(chunk => MemoryPackage.ParityCaseOf(MemoryBatch.Of(chunk),
                    network.Predict, AnswerSource.Listed))]), 0, ParityCheck.Tolerance);
    }

    public static TheoryData<MemoryNetworkOptions> Kinds =>
    [
        Plain,
        Plain with { LongestNgram = 3, NgramBuckets = 31, Nonlinear = true },
        Plain with { Time = false, BlockPerHop = false },
        Plain with { LongestNgram = 2, NgramBuckets = 31, MostBlocks = 1, ExactMatch = true },
        Plain with { ExactMatch = true, UnseenWords = 4, Nonlinear = true, LongestNgram = 2, NgramBuckets = 31 },
        Plain with { UnseenWords = 4, BlockPerHop = false, ExactMatch = true },
        Plain with { Response = MemoryResponse.Recurrent, UnseenWords = 4 },
    ];

    private static MemoryNetwork Network(MemoryNetworkOptions options, int fewest, int most, IReadOnlyList<long[]>? answers = null)
    {
        torch.manual_seed(7);
        answers ??= [[6], [7], [8]];
        return new MemoryNetwork(
            new StoryShape
            {
                Words = Words,
                Answers = [.. answers.Select(answer => answer[0])],
                AnswerWords = answers,
                FewestSupporting = fewest,
                MostSupporting = most,
                LongestText = 10,
                MaxMemories = 50,
            },
            options);
    }

    /// <summary>A question about <paramref name="sentences"/>, the latest first.</summary>
    private static EncodedQuestion Question(long[] text, params long[][] sentences) =>
        new() { Question = text, Keys = sentences, Values = sentences, Candidates = [] };

    private static Dictionary<string, float[]> Parameters(MemoryNetwork network) =>
        network.named_parameters().ToDictionary(p => p.name, p => p.parameter.ToFloat32());

    private static void Set(MemoryNetwork network, string name, params float[] values)
    {
        var parameter = network.named_parameters().Single(p => p.name == name).parameter;
        parameter.Assign(torch.tensor(values, parameter.shape));
    }

    private static void SetWord(MemoryNetwork network, string name, int word, params float[] vector)
    {
        var parameter = network.named_parameters().Single(p => p.name == name).parameter;
        var values = parameter.ToFloat32();
        vector.CopyTo(values, word * Width);
        parameter.Assign(torch.tensor(values, parameter.shape));
    }

    private static float Hinge(float lead) => Math.Max(0, 0.5f - lead);

    private static float[] Sum(float[] table, long[] ids) =>
        ids.Select(id => table[((int)id * Width)..(((int)id + 1) * Width)]).Aggregate(Add);

    private static float[] Add(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static float Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
