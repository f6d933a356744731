using Engram.VisionFeatures.Detection;

namespace Engram.VisionFeatures.Tests.Detection;

/// <summary><see cref="AttributeWords"/>.</summary>
public sealed class When_attribute_words_are_chosen
{
    private static readonly string[] Labels = ["", "cat", "dog", "car", "bus", "cup", "tie", "cat"];

    private readonly AttributeWords _words = new(Labels, floor: 0.1f);

    [Fact]
    public void Should_weigh_score_by_size()
    {
        var (small, large) = (new Box(0, 0, 0.1f, 0.1f), new Box(0, 0, 1, 1));

        Assert.Equal(["dog", "cat"], _words.Choose([new(1, 0.9f, small), new(2, 0.6f, large)], new float[8]));
        // Size counts by its fourth root, so a certain small object still comes before an uncertain large one.
        Assert.Equal(["cat", "dog"], _words.Choose([new(1, 1f, new Box(0, 0, 0.5f, 0.5f)), new(2, 0.6f, large)], new float[8]));
    }

    [Fact]
    public void Should_name_a_class_once()
    {
        var box = new Box(0, 0, 1, 1);

        Assert.Equal(
            ["cat", "dog"], _words.Choose([new(1, 0.9f, box), new(1, 0.8f, box), new(7, 0.7f, box), new(2, 0.6f, box)], new float[8]));
    }

    [Fact]
    public void Should_fill_up_with_what_is_above_the_floor()
    {
        float[] best = [0, 0.9f, 0.05f, 0.2f, 0.3f, 0.1f, 0.09f, 0];

        Assert.Equal(["cat", "bus", "car", "cup"], _words.Choose([new(1, 0.9f, new Box(0, 0, 1, 1))], best));
    }

    [Fact]
    public void Should_stop_at_five() =>
        Assert.Equal(["tie", "cup", "bus", "car", "dog"], _words.Choose([], [0, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0]));

    [Fact]
    public void Should_say_nothing_of_a_picture_that_shows_nothing() => Assert.Empty(_words.Choose([], new float[8]));
}
