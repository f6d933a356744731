using Engram.Inference.Batching;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.Inference.Tests.Batching;

/// <summary>Properties of the batcher for random requests.</summary>
public sealed class When_requests_of_any_kind_arrive
{
    [Fact]
    public void Should_answer_each_exactly_once_and_fail_only_the_poison() => Check.QuickThrowOnFailure(Prop.ForAll(Loads(), async load =>
    {
        await using var fixture = new BatcherFixture(load.Bounds);
        var answers = await Task.WhenAll(load.Parcels.Select(parcel => AnswerAsync(fixture.Batcher, parcel)));
        return answers.SequenceEqual(load.Parcels.Select(parcel => parcel.IsPoison ? (int?)null : parcel.Id));
    }));

    [Fact]
    public void Should_keep_every_batch_within_its_bounds() => Check.QuickThrowOnFailure(Prop.ForAll(Loads(), async load =>
    {
        await using var fixture = new BatcherFixture(load.Bounds);
        await Task.WhenAll(load.Parcels.Select(parcel => AnswerAsync(fixture.Batcher, parcel)));
        return fixture.Batches.All(batch =>
            batch.Count <= load.Bounds.MaxBatchItems
            && (
                batch.Count == 1
                    || batch.Count * batch.Max(parcel => parcel.Rows) * batch.Max(parcel => parcel.Words) <= load.Bounds.MaxBatchTokens));
    }));

    [Fact]
    public void Should_compute_what_is_healthy_once_unless_it_shared_a_batch_with_poison() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Loads(), async load =>
    {
        await using var fixture = new BatcherFixture(load.Bounds);
        await Task.WhenAll(load.Parcels.Select(parcel => AnswerAsync(fixture.Batcher, parcel)));
        var healthyRuns = fixture.Batches.Where(batch => !batch.Any(parcel => parcel.IsPoison)).SelectMany(batch => batch)
            .Select(parcel => parcel.Id);
        return healthyRuns.Order().SequenceEqual(load.Parcels.Where(parcel => !parcel.IsPoison).Select(parcel => parcel.Id));
    }));

    private static async Task<int?> AnswerAsync(Batcher<Parcel, int> batcher, Parcel parcel)
    {
        try
        {
            return await batcher.ComputeAsync(parcel, CancellationToken.None);
        }
        catch (RequestFailedException e) when (e.InnerException is InvalidDataException)
        {
            return null;
        }
    }

    private static Arbitrary<Load> Loads()
    {
        var bounds =
            from items in Gen.Choose(1, 9)
            from tokens in Gen.Choose(1, 60)
            from queue in Gen.Choose(1, 20)
            from concurrent in Gen.Choose(1, 3)
            from delayed in ArbMap.Default.GeneratorFor<bool>()
            select new BatchBounds
            {
                MaxBatchItems = items,
                MaxBatchTokens = tokens,
                MaxQueueItems = queue,
                ConcurrentBatches = concurrent,
                MaxQueueDelay = TimeSpan.FromMilliseconds(delayed ? 1 : 0),
            };
        var parcel =
            from rows in Gen.Choose(1, 3)
            from words in Gen.Choose(0, 12)
            from luck in Gen.Choose(1, 8)
            select new Parcel(0, rows, words, IsPoison: luck == 1);
        var loads =
            from bound in bounds
            from parcels in Gen.ArrayOf(parcel)
            select new Load(bound, [.. parcels.Select((one, i) => one with { Id = i })]);
        return loads.ToArbitrary();
    }

    private sealed record Load(BatchBounds Bounds, Parcel[] Parcels)
    {
        public override string ToString() =>
            $"{Bounds.MaxBatchItems} items, {Bounds.MaxBatchTokens} tokens, queue {Bounds.MaxQueueItems}, {Bounds.ConcurrentBatches} at "
                + $"a time: {string.Join(' ', Parcels.AsEnumerable())}";
    }
}
