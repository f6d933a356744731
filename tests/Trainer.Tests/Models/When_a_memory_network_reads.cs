using Engram.MemoryNetworks.Encoding;
using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary>The equations of <see cref="KeyValueMemoryNetwork"/>.</summary>
public sealed class When_a_memory_network_reads : TorchTest
{
    private const int Width = 3;

    private static readonly MemoryEncoder Encoder = new(Vocabulary.Build(["who", "jaws", "directed_by"], 10), buckets: 5, longestText: 8);

    private static readonly MemoryQuestion Jaws = new(
        "who jaws", [new("jaws directed_by", "steven spielberg"), new("alien directed_by", "ridley scott")]);

    [Fact]
    public void Should_compute_each_hop_as_the_paper_writes_it()
    {
        using var network = Network(hops: 2);
        var parameters = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.ToFloat32());
        var encoded = Encoder.Encode(Jaws);
        var (probabilities, addressing) = network.Predict(MemoryBatch.Of([encoded]));

        var q = Bag(parameters["A.weight"], encoded.Question);
        for (var hop = 1; hop <= 2; hop++)
        {
            float[] scores = [.. encoded.Keys.Select(key => Dot(q, Bag(parameters["A.weight"], key))), Dot(q, parameters["null_key"])];
            var p = Softmax(scores);
            AssertValues(addressing.select(1, hop - 1), p[..2]);
            var o = Sum(
                encoded.Values.Select((value, i) => Scale(Bag(parameters["A.weight"], value), p[i]))
                    .Append(Scale(parameters["null_value"], p[2])));
            var sum = Sum([q, o]);
            q = [.. Enumerable.Range(0, Width).Select(row => Dot(parameters[$"R_{hop}"][(row * Width)..((row + 1) * Width)], sum))];
        }

        AssertValues(
            probabilities,
            Softmax(
                [.. encoded.Candidates.Select(answer => Dot(q, Bag(parameters["A.weight"], answer))),
                    Dot(q, parameters["null_answer"])])[..2]);
    }

    [Fact]
    public void Should_not_change_with_what_else_is_in_the_batch()
    {
        using var network = Network(hops: 2);
        var alone = MemoryBatch.Of([Encoder.Encode(Jaws)]);
        var among = MemoryBatch.Of([
            Encoder.Encode(Jaws),
            Encoder.Encode(
                new MemoryQuestion("who directed a film with a long name",
                    [.. Enumerable.Range(0, 7).Select(i => new KeyValueMemory($"a b c d{i}", $"e f g{i}"))])),
        ]);
        AssertValues(network.Predict(among).probabilities.select(0, 0).narrow(0, 0, 2), network.Predict(alone).probabilities.ToFloat32());
        AssertValues(network.Predict(among).addressing.select(0, 0).narrow(1, 0, 2), network.Predict(alone).addressing.ToFloat32());
    }

    [Fact]
    public void Should_give_all_weight_to_no_memory_where_nothing_is_recalled()
    {
        using var network = Network(hops: 1);
        var (probabilities, addressing) = network.Predict(MemoryBatch.Of([Encoder.Encode(new MemoryQuestion("who", []))]));
        AssertValues(probabilities, 0);
        AssertValues(addressing, 0);
    }

    [Fact]
    public void Should_learn_no_vector_for_padding()
    {
        using var network = Network(hops: 2);
        network.forward(
            MemoryBatch.Of([Encoder.Encode(Jaws), Encoder.Encode(new MemoryQuestion("who", []))])).logits.select(1, 0).sum().backward();
        var table = network.named_parameters().Single(p => p.name == "A.weight").parameter;
        AssertValues(table.grad!.select(0, 0), 0, 0, 0);
        AssertValues(table.select(0, 0), 0, 0, 0);
        Assert.Contains(table.grad!.ToFloat32(), value => value != 0);
    }

    /// <summary>A network whose rotations are not the identity, so that a skipped rotation fails the test.</summary>
    private static KeyValueMemoryNetwork Network(int hops)
    {
        torch.manual_seed(11);
        var network = new KeyValueMemoryNetwork(
            Encoder.Count, new KeyValueMemoryDesign { Width = Width, Hops = hops, InitialWeights = 0.7 });
        for (var hop = 1; hop <= hops; hop++)
            network.named_parameters().Single(p => p.name == $"R_{hop}").parameter.Assign(torch.normal([Width, Width], 0, 1));
        return network;
    }

    private static float[] Bag(float[] table, long[] ids) =>
        Scale(Sum(ids.Select(id => table[((int)id * Width)..(((int)id + 1) * Width)])), 1 / MathF.Sqrt(ids.Length));

    private static float Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    private static float[] Scale(float[] vector, float factor) => [.. vector.Select(x => x * factor)];

    private static float[] Sum(IEnumerable<float[]> vectors) => vectors.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    private static float[] Softmax(float[] scores)
    {
        var total = scores.Sum(MathF.Exp);
        return [.. scores.Select(score => MathF.Exp(score) / total)];
    }
}
