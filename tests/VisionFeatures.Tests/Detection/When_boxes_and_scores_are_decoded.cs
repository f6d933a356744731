using Engram.VisionFeatures.Detection;

namespace Engram.VisionFeatures.Tests.Detection;

/// <summary><see cref="ObjectDecoder"/>.</summary>
public sealed class When_boxes_and_scores_are_decoded
{
    private static readonly string[] Labels = ["", "cat", "dog"];

    // Two boxes with an overlap of 0.8 and one separate box: top, left, bottom, right.
    private static readonly float[] Boxes =
    [
        0, 0, 1, 0.5f,
        0, 0.1f, 1, 0.5f,
        0, 0.6f, 1, 1,
    ];

    [Fact]
    public void Should_keep_the_best_of_boxes_that_overlap()
    {
        var found = Decode([0, 0.8f, 0, 0, 0.9f, 0, 0, 0.7f, 0]);

        Assert.Equal([0.9f, 0.7f], found.Select(one => one.Score));
        Assert.Equal(new Box(Left: 0.1f, Top: 0, Right: 0.5f, Bottom: 1), found[0].Box);
    }

    [Fact]
    public void Should_keep_objects_of_different_classes_in_one_place()
    {
        var found = Decode([0, 0.8f, 0, 0, 0, 0.9f, 0, 0, 0]);

        Assert.Equal([(2, 0.9f), (1, 0.8f)], found.Select(one => (one.Class, one.Score)));
    }

    [Fact]
    public void Should_keep_boxes_that_overlap_less_than_the_threshold() =>
        Assert.Equal(2, Decode([0, 0.8f, 0, 0, 0.9f, 0, 0, 0, 0], overlapThreshold: 0.81f).Count);

    [Fact]
    public void Should_drop_what_is_under_the_threshold_or_has_no_label() => Assert.Empty(Decode([0.9f, 0.49f, 0, 1, 0, 0.2f, 0.6f, 0, 0]));

    [Fact]
    public void Should_keep_the_best_where_they_are_too_many() =>
        Assert.Equal([0.9f], Decode([0, 0.8f, 0, 0, 0, 0.9f, 0, 0.7f, 0], maxObjects: 1).Select(one => one.Score));

    [Fact]
    public void Should_cut_boxes_at_the_edge_and_drop_those_outside()
    {
        float[] boxes = [-0.5f, -0.5f, 0.5f, 0.5f, 1.1f, 0, 1.2f, 1];
        var found = Assert.Single(new ObjectDecoder(Labels, 0.5f, 0.5f, 10).Decode(boxes, [0, 0.8f, 0, 0, 0.9f, 0]));

        Assert.Equal(new Box(0, 0, 0.5f, 0.5f), found.Box);
    }

    [Fact]
    public void Should_give_the_best_score_of_each_class_that_has_a_label() =>
        Assert.Equal([0, 0.3f, 0.4f], new ObjectDecoder(Labels, 0.5f, 0.5f, 10).BestScores([0.9f, 0.1f, 0.4f, 0.8f, 0.3f, 0.2f]));

    [Theory]
    [InlineData(0, 0, 1, 1, 1)]
    [InlineData(0, 0, 0.5f, 1, 0.5f)]
    [InlineData(0.5f, 0.5f, 1.5f, 1.5f, 0.25f / 1.75f)]
    [InlineData(1, 0, 2, 1, 0)]
    [InlineData(2, 2, 3, 3, 0)]
    public void Should_measure_overlap_as_intersection_over_union(float left, float top, float right, float bottom, float overlap)
    {
        var (unit, other) = (new Box(0, 0, 1, 1), new Box(left, top, right, bottom));

        Assert.Equal(overlap, unit.Overlap(other), 1e-6f);
        Assert.Equal(overlap, other.Overlap(unit), 1e-6f);
    }

    private static IReadOnlyList<FoundObject> Decode(float[] scores, float overlapThreshold = 0.5f, int maxObjects = 10) =>
        new ObjectDecoder(Labels, 0.5f, overlapThreshold, maxObjects).Decode(Boxes, scores);
}
