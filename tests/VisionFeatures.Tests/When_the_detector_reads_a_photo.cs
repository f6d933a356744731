using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.VisionFeatures.Tests;

/// <summary>The object detector on a photo: grid, objects and words.</summary>
public sealed class When_the_detector_reads_a_photo(Detector detector)
{
    private static string Sample => Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg");

    [Theory]
    [InlineData("photos-stdlib/img-march-pastoral.jpg", "sheep")]
    [InlineData("photos-detectron-usgov/15673749081_767a7fa63a_k.jpg", "person")]
    [InlineData("photos-detectron-usgov/16004479832_a748d55f21_k.jpg", "dog")]
    [InlineData("photos-detectron-usgov/18124840932_e42b3e377c_k.jpg", "boat")]
    [InlineData("photos-detectron-usgov/19064748793_bb942deea1_k.jpg", "car")]
    [InlineData("photos-detectron-usgov/33823288584_1d21cf0a26_k.jpg", "bicycle")]
    [InlineData("photos-detectron-usgov/34501842524_3c858b3080_k.jpg", "stop sign")]
    public void Should_find_what_it_shows(string photo, string label)
    {
        var path = Repository.FindEvaluationData("photos", photo);
        Assert.SkipWhen(path is null, Repository.NoEvaluationData);

        var seen = detector.Model.Read(File.ReadAllBytes(path));
        Assert.Contains(label, seen.Objects.Select(found => found.Label));
        Assert.Contains(label, seen.Attributes);
    }

    [Fact]
    public void Should_give_a_grid_objects_with_their_features_and_words()
    {
        var seen = detector.Model.Read(File.ReadAllBytes(Sample));

        Assert.Equal(1280, seen.Channels);
        Assert.Equal(49 * 1280, seen.Grid.Length);
        // The last layer is a ReLU6, so features are between 0 and 6. A photo activates some of them.
        Assert.All(seen.Grid, value => Assert.InRange(value, 0, 6));
        Assert.InRange(seen.Grid.Average(), 0.01f, 3);
        Assert.Contains("boat", seen.Attributes);
        Assert.NotEmpty(seen.Objects);
        Assert.Equal(seen.Objects.Count, seen.ObjectFeatures.Count);
        Assert.All(seen.ObjectFeatures, feature => Assert.Equal(1280, feature.Length));
        Assert.All(seen.Objects, found =>
        {
            Assert.InRange(found.Score, 0.35f, 1);
            Assert.True(found.Box is [>= 0, >= 0, <= 1, <= 1] && found.Box[0] < found.Box[2] && found.Box[1] < found.Box[3]);
        });
        Assert.Equal(seen.Objects.OrderByDescending(found => found.Score), seen.Objects);
        Assert.InRange(seen.Attributes.Distinct().Count(), 1, 5);
    }

    [Fact]
    public void Should_see_the_same_from_several_threads()
    {
        var picture = File.ReadAllBytes(Sample);
        var alone = detector.Model.Read(picture);

        var together = new ExtractedFeatures[4];
        Parallel.For(0, together.Length, i => together[i] = detector.Model.Read(picture));
        Assert.All(together, seen => Assert.Equal(alone.Grid, seen.Grid));
    }

    [Fact]
    public void Should_find_nothing_on_an_empty_wall()
    {
        var seen = detector.Model.Read(Imaging.Tests.PngWriter.Write(64, 48, (_, _) => [200, 200, 200]));

        Assert.Empty(seen.Objects);
        Assert.Empty(seen.ObjectFeatures);
        Assert.Equal(49 * 1280, seen.Grid.Length);
    }

    [Fact]
    public void Should_say_more_where_more_may_be_said()
    {
        var package = InstalledModel.Open(Path.Combine(detector.Folder, "ssd-mobilenet-v2", "1"));
        using var bold = Detector.Open(package, new VisionFeaturesOptions { ObjectThreshold = 0.05f });
        using var shy = Detector.Open(package, new VisionFeaturesOptions { MaxObjects = 0, AttributeThreshold = 1 });
        var picture = File.ReadAllBytes(Sample);

        Assert.True(bold.Read(picture).Objects.Count > detector.Model.Read(picture).Objects.Count);
        Assert.Empty(shy.Read(picture).Objects);
        Assert.Empty(shy.Read(picture).Attributes);
    }
}
