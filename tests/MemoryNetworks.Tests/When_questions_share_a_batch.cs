using Engram.MemoryNetworks.Facts;

namespace Engram.MemoryNetworks.Tests;

/// <summary><see cref="RelationBatch"/>.</summary>
public sealed class When_questions_share_a_batch
{
    private static readonly RelationQuestion Long = new([1, 2, 3], [[4], [5, 6], [7]]);
    private static readonly RelationQuestion Short = new([8], [[9]]);

    [Fact]
    public void Should_be_padded_to_the_longest()
    {
        var batch = RelationBatch.Of([Long, Short]);
        Assert.Equal((2, 3, 3, 2), (batch.Questions, batch.Symbols, batch.Relations, batch.RelationWords));
        Assert.Equal([1, 2, 3, 8, 0, 0], batch.Question);
        Assert.Equal([4, 0, 5, 6, 7, 0, 9, 0, 0, 0, 0, 0], batch.Relation);
        Assert.Equal([1, 1, 1, 1, 0, 0], batch.Mask);
    }

    [Fact]
    public void Should_get_back_the_weights_of_their_own_relations_and_of_none()
    {
        float[] addressing = [0.1f, 0.2f, 0.3f, 0.4f, 0.7f, 0, 0, 0.3f];
        var readings = RelationBatch.Part([Long, Short], addressing, hops: 1);
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], readings[0].Hops[0]);
        Assert.Equal([0.7f, 0.3f], readings[1].Hops[0]);
    }

    [Fact]
    public void Should_have_a_size_of_one_at_least() => Assert.Equal(1, RelationBatch.Of([new([], [])]).Relations);
}
