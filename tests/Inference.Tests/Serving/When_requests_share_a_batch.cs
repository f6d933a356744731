using Engram.Inference.Batching;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Inference.Tests.Serving;

public sealed class When_requests_share_a_batch : LookupPackages
{
    // The sum of a padded row runs in a different order.
    private const float Tolerance = 1e-5f;

    [Fact]
    public async Task Should_get_what_they_would_get_alone()
    {
        await using var model = new LookupModel(AddPromoted("1", factor: 0.1f));
        long[][] requests =
            [.. Enumerable.Range(1, 60).Select(i => Enumerable.Range(0, i % 7).Select(j => (long)((i + j) % 10)).ToArray())];

        var alone = new List<float>();
        foreach (var words in requests)
            alone.Add(await model.AddUpAsync(words));
        var together = await Task.WhenAll(requests.Select(words => model.AddUpAsync(words)));

        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public async Task Should_not_suffer_from_one_that_the_network_throws_on()
    {
        await using var model = new LookupModel(AddPromoted("1"));
        var poison = model.AddUpAsync(999);
        var healthy = Enumerable.Range(0, 20).Select(i => model.AddUpAsync(i % 10)).ToArray();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => poison);
        Assert.IsType<OnnxRuntimeException>(failure.InnerException);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)(i % 10)), await Task.WhenAll(healthy));
    }
}
