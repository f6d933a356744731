using Engram.Inference.ModelHosting;

namespace Engram.Inference.Tests.Serving;

/// <summary><see cref="HotSwapModel"/> replaces a version while requests run.</summary>
public sealed class When_another_version_is_promoted : LookupPackages
{
    [Fact]
    public async Task Should_lose_no_request_and_answer_each_from_one_version()
    {
        const int callers = 20;
        const int requestsAfterwards = 20;
        AddPromoted("1", factor: 1);
        Add("2", factor: 100);
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package => new LookupModel(package));
        Assert.Equal("lookup/1", (await slot.RefreshAsync())?.Id);

        var answered = 0;
        using var swapped = new CancellationTokenSource();
        var load = Enumerable.Range(1, callers).Select(caller => Task.Run(async () =>
        {
            var own = new List<(string Version, float Factor)>();
            for (var left = requestsAfterwards; left > 0; left -= swapped.IsCancellationRequested ? 1 : 0)
            {
                using var lease = slot.Borrow();
                var sum = await lease.Model.AddUpAsync(caller % 9 + 1, 1);
                own.Add((lease.Model.Package.Manifest.Version, sum / (caller % 9 + 2)));
                Interlocked.Increment(ref answered);
            }

            return own;
        })).ToArray();

        while (Volatile.Read(ref answered) < callers * 10)
            await Task.Yield();
        Models.Promote(Name, "2");
        Assert.Equal("lookup/2", (await slot.RefreshAsync())?.Id);
        await swapped.CancelAsync();
        var answers = (await Task.WhenAll(load)).SelectMany(own => own).ToArray();

        Assert.All(answers, answer => Assert.Equal(answer.Version == "1" ? 1f : 100f, answer.Factor));
        Assert.Contains(answers, answer => answer.Version == "1");
        Assert.Contains(answers, answer => answer.Version == "2");
    }

    [Fact]
    public async Task Should_keep_the_old_model_until_its_last_user_is_done()
    {
        AddPromoted("1", factor: 1);
        Add("2", factor: 100);
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package => new LookupModel(package));
        await slot.RefreshAsync();

        var old = slot.Borrow();
        Models.Promote(Name, "2");
        await slot.RefreshAsync();

        Assert.False(old.Model.IsDisposed);
        Assert.Equal(3f, await old.Model.AddUpAsync(1, 2));
        using (var renewed = slot.Borrow())
            Assert.Equal(300f, await renewed.Model.AddUpAsync(1, 2));

        old.Dispose();
        await WaitUntilAsync(() => old.Model.IsDisposed);
    }

    [Fact]
    public async Task Should_load_nothing_while_the_promotion_stays()
    {
        AddPromoted("1");
        var loads = 0;
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package =>
        {
            loads++;
            return new LookupModel(package);
        });
        await slot.RefreshAsync();

        Assert.Null(await slot.RefreshAsync());
        Assert.Equal(1, loads);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(5, patience.Token);
    }
}
