using Engram.Inference.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Tests.Models;

/// <summary>Checks each promoted memory network of the repository.</summary>
public sealed class When_a_shipped_memory_network_serves
{
    // Sums over a padded batch run in a different order than over one question.
    private const float Tolerance = 1e-4f;

    public static TheoryData<string?> Names => PromotedPackages.NamesOf(ModelKinds.KeyValueMemory);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_give_a_question_alone_what_it_gives_it_in_a_batch(string? name)
    {
        await using var network = Open(name);
        var questions = Questions().ToArray();
        var alone = new List<MemoryReading>();
        foreach (var question in questions)
            alone.Add(await network.ReadAsync(question, TestContext.Current.CancellationToken));
        var together = await Task.WhenAll(questions.Select(question => network.ReadAsync(question, TestContext.Current.CancellationToken)));

        foreach (var (one, among) in alone.Zip(together))
        {
            AssertClose(one.Probabilities, among.Probabilities);
            Assert.Equal(one.Addressing.Count, among.Addressing.Count);
            foreach (var (hop, hopAmong) in one.Addressing.Zip(among.Addressing))
                AssertClose(hop, hopAmong);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_spread_each_hop_and_the_answer_over_what_was_recalled_and_nothing(string? name)
    {
        await using var network = Open(name);
        foreach (var question in Questions())
        {
            var reading = await network.ReadAsync(question, TestContext.Current.CancellationToken);
            Assert.InRange(reading.Probabilities.Sum(), 0, 1 + Tolerance);
            Assert.All(reading.Addressing, hop => Assert.InRange(hop.Sum(), 0, 1 + Tolerance));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_read_the_value_of_a_memory_whatever_the_order_of_memories(string? name)
    {
        await using var network = Open(name);
        var question = Questions()[0];
        var reversed = new MemoryQuestion(question.Text, [.. question.Memories.Reverse()]);
        Assert.Equal(await BestAsync(network, question), await BestAsync(network, reversed));
    }

    private static async Task<string> BestAsync(ServedMemoryNetwork network, MemoryQuestion question)
    {
        var reading = await network.ReadAsync(question, TestContext.Current.CancellationToken);
        return question.Candidates[reading.Probabilities.Index().MaxBy(candidate => candidate.Item).Index];
    }

    private static ServedMemoryNetwork Open(string? name) => ServedMemoryNetwork.Open(
        PromotedPackages.OpenOrSkip(name), ExecutionDevice.Choose(new InferenceOptions()), new QuestionOptions(), PromotedPackages.Metrics,
        TimeProvider.System);

    private static MemoryQuestion[] Questions() =>
    [
        new("who directed jaws",
            [new("jaws directed_by", "steven spielberg"), new("jaws release_year", "1975"), new("steven spielberg !directed_by", "jaws")]),
        new("when was alien released?", [new("alien release_year", "1979"), new("alien directed_by", "ridley scott")]),
        new("what is this", [new("a", "b")]),
        new("which films did ridley scott make",
            [.. Enumerable.Range(1, 40).Select(i => new KeyValueMemory("ridley scott !directed_by", $"film number {i % 7}"))]),
    ];

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
