using Engram.Apps.Tests.Vision;
using Engram.CommandLine;
using Engram.Inference;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Lab.DataSets;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;
using Engram.VisionFeatures;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab predict keyphrases --images</c>: the detector reads the pictures of a folder.</summary>
public sealed class When_posts_come_with_pictures : IClassFixture<ImportedDetector>, IDisposable
{
    private const string Text = "a post";

    private readonly ImportedDetector _detector;
    private readonly TemporaryFolder _folder = new();

    public When_posts_come_with_pictures(ImportedDetector detector)
    {
        _detector = detector;
        Directory.CreateDirectory(_folder.In("pictures", "below"));
        File.Copy(Sample("nagasaki-boats.jpg"), _folder.In("pictures", "boats.jpg"));
        File.Copy(Sample("airplane-from-above.jpg"), _folder.In("pictures", "below", "airplane.jpg"));
        File.Copy(Sample("airplane-from-above.jpg"), _folder.In("outside.jpg"));
        File.WriteAllText(_folder.In("pictures", "none.jpg"), "no picture");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RegionSource.Grid)]
    [InlineData(RegionSource.Objects)]
    public async Task Should_read_the_regions_that_the_model_was_trained_on(RegionSource regions)
    {
        var package =
            new RandomKeyphraseModel { Channels = 1280, Regions = regions, ReadsAttributes = false, Scale = 3 }.AddTo(_folder.Path);
        var run = await PredictAsync(package, "https://example.org/media/boats.jpg", "below/airplane.jpg", "");

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.DoesNotContain("were not there", run.Errors, StringComparison.Ordinal);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        using var source = PictureFeatureSource.Open(_detector.Models, attributeModel: null);
        Assert.Equal(Phrases(package, source.Read(_folder.In("pictures", "boats.jpg")), regions), lines[0]);
        Assert.Equal(Phrases(package, source.Read(_folder.In("pictures", "below", "airplane.jpg")), regions), lines[1]);
        Assert.Equal(Phrases(package, null, regions), lines[2]);
        Assert.NotEqual(lines[2], lines[0]);
    }

    [Fact]
    public async Task Should_take_what_is_seen_as_attribute_words_unless_others_are_given()
    {
        var package = new RandomKeyphraseModel { Channels = null, Words = ["boat", "airplane", "cat"], Scale = 3 }.AddTo(_folder.Path);
        await File.WriteAllLinesAsync(_folder.In("attributes.txt"), ["boat", "cat"], TestContext.Current.CancellationToken);
        using var source = PictureFeatureSource.Open(_detector.Models, attributeModel: null);
        Assert.Equal("boat",
            Assert.Single(source.Read(_folder.In("pictures", "boats.jpg"))!.Attributes, word => word is "boat" or "airplane" or "cat"));

        var seen = (await PredictAsync(package, "boats.jpg", "boats.jpg")).Output.Split('\n');
        var given = (await PredictAsync(package, ["boats.jpg", "boats.jpg"], "--attributes", _folder.In("attributes.txt")))
            .Output.Split('\n');
        Assert.Equal(seen[0], seen[1]);
        Assert.NotEqual(given[0], given[1]);
    }

    [Fact]
    public async Task Should_go_on_without_a_picture_that_can_not_be_read_and_say_how_many()
    {
        var package = new RandomKeyphraseModel { Channels = 1280 }.AddTo(_folder.Path);
        var run = await PredictAsync(package, "boats.jpg", "missing.jpg", "none.jpg", "../outside.jpg", "");

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Single(lines.Skip(1).Distinct());
        Assert.NotEqual(lines[0], lines[1]);
        Assert.Contains("3 pictures were not there or could not be read", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--models", "nowhere", "engram-lab models import-tfjs")]
    [InlineData("--attribute-model", "attributes/7", "no model attributes/7")]
    public async Task Should_say_which_model_is_missing(string option, string value, string what)
    {
        var package = new RandomKeyphraseModel().AddTo(_folder.Path);
        var run = await PredictAsync(package, ["boats.jpg"], option, value);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(what, run.Errors, StringComparison.Ordinal);
    }

    private static string Phrases(InstalledModel package, ExtractedFeatures? seen, RegionSource regions)
    {
        using var network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(new InferenceOptions()));
        var post = new KeyphraseInput
        {
            Text = Text,
            OcrText = null,
            Attributes = [],
            Regions = seen is null ? ReadOnlyMemory<float>.Empty : regions == RegionSource.Grid ? seen.Grid
                : seen.ObjectFeatures.SelectMany(feature => feature).ToArray(),
        };
        var encoding = network.Encoder.Encode(post);
        var reading = network.Read([encoding])[0];
        var opinions =
            new PhraseEvidence { Words = encoding.OwnWords, OcrWords = [], Generated = reading.Generated,
                Classified = reading.Classified, Neighbours = [] };
        return string.Join(';', KeyphraseRanking.Of(package).Rank(opinions, new BeamSearchOptions().Best).Select(phrase => phrase.Phrase));
    }

    private Task<EngramCli.Run> PredictAsync(InstalledModel package, params string[] pictures) => PredictAsync(package, pictures, []);

    private Task<EngramCli.Run> PredictAsync(InstalledModel package, string[] pictures, params string[] options)
    {
        var source = _folder.In("posts.txt");
        File.WriteAllLines(source, pictures.Select(picture => $"{Text}<sep>x<sep>{picture}"));
        string[] models = options.Contains("--models") ? [] : ["--models", _detector.Models];
        return EngramCli.RunAsync(
            ["predict", "keyphrases", "--model", package.Directory, "--source", source, "--images", _folder.In("pictures"), .. models,
                .. options]);
    }

    private static string Sample(string name) => Repository.PathOf("samples", "posts", "pictures", name);
}
