using System.Text.Json;
using Engram.Apps.Tests.Vision;
using Engram.CommandLine;
using Engram.Imaging.Tests;
using Engram.TestKit;
using Engram.TestKit.Attributes;
using Engram.TestKit.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab train attributes</c> and <c>evaluate attributes</c>, on all-red and all-green pictures with captions in the
/// MS-COCO format.</summary>
public sealed class When_attributes_are_learned_and_evaluated : IClassFixture<ImportedDetector>, IDisposable
{
    private const int Pictures = 40;

    private static readonly string[] Sorts = ["a big red dog in a red sky", "green grass for a zebra, green children"];

    private readonly ImportedDetector _detector;
    private readonly TinyWordNet _words = new();
    private readonly TemporaryFolder _folder = new();

    public When_attributes_are_learned_and_evaluated(ImportedDetector detector)
    {
        _detector = detector;
        Directory.CreateDirectory(_folder.In("pictures"));
        for (var i = 0; i < Pictures; i++)
            File.WriteAllBytes(_folder.In("pictures", $"{i}.png"),
                PngWriter.Write(16, 16, (x, y) => i % 2 == 0 ? [(byte)(200 + i), 0, 0] : [0, (byte)(200 + i), 0]));
        File.WriteAllText(_folder.In("pictures", $"{Pictures - 1}.png"), "no picture");
        File.WriteAllText(_folder.In("captions.json"), JsonSerializer.Serialize(new
        {
            info = new { year = 2014 },
            images = Enumerable.Range(0, Pictures).Select(i => new { id = 100 + i, file_name = $"{i}.png", height = 16 }),
            annotations = Enumerable.Range(0, Pictures)
                .SelectMany(
                    i =>
                        new[] { new { image_id = 100 + i, id = i, caption = Sorts[i % 2] },
                            new { image_id = 100 + i, id = i, caption = "Standing well." } }),
        }));
        File.WriteAllText(_folder.In("quick.json"), """{"training": {"epochs": 30, "learningRate": 0.05}}""");
    }

    public void Dispose()
    {
        _words.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_describe_pictures_in_the_words_of_their_captions_from_then_on()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        string[] pictures = ["--captions", _folder.In("captions.json"), "--images", _folder.In("pictures"), "--models", _detector.Models,
            "--data", _folder.In("features")];
        var trained = await RunAsync(
            ["train", "attributes", .. pictures, "--out", _detector.Models, "--experiment", _folder.In("quick.json"), "--checkpoints",
                _folder.In("run"), "--json"]);
        Assert.True(trained.ExitCode == ExitCodes.Done, trained.ToString());
        Assert.Contains("1 pictures were not there", trained.Errors, StringComparison.Ordinal);
        Assert.Equal("attributes/1", trained.Json().GetProperty("model").GetString());
        Assert.InRange(trained.Json().GetProperty("parity").GetDouble(), 0, 1e-4);

        var test = await RunAsync(
            ["evaluate", "attributes", .. pictures, "--model", Path.Combine(_detector.Models, "attributes"), "--json"]);
        Assert.True(test.ExitCode == ExitCodes.Done, test.ToString());
        Assert.Contains("features of the pictures are read from", test.Errors, StringComparison.Ordinal);
        var rows = test.Json().GetProperty("rows");
        // The served model scores as it did in training.
        var told = trained.Json().GetProperty("metrics");
        Assert.Equal(told.GetProperty("f1@5").GetDouble(), Figure("attributes/1", "f1@5"), 1e-9);
        Assert.Equal(told.GetProperty("most-frequent.f1@5").GetDouble(), Figure("most frequent words", "f1@5"), 1e-9);
        Assert.Equal(1, Figure("attributes/1", "precision@1"));
        Assert.True(Figure("attributes/1", "f1@5") > Figure("most frequent words", "f1@5"), test.Output);
        Assert.True(Figure("ssd-mobilenet-v2/1", "f1@5") < Figure("attributes/1", "f1@5"), test.Output);

        // With --attribute-model the tagger gets the five predicted words of a picture; its vocabulary holds three of them.
        var tagger = new RandomKeyphraseModel { Words = ["red", "dog", "sky"], Channels = null }.AddTo(_folder.In("taggers")).Directory;
        await File.WriteAllTextAsync(
            _folder.In("posts.txt"), "a post<sep>dog<sep>https://example.org/media/0.png\n", TestContext.Current.CancellationToken);
        string[] predict = ["predict", "keyphrases", "--model", tagger, "--source", _folder.In("posts.txt"), "--models", _detector.Models];
        await File.WriteAllTextAsync(_folder.In("attributes.txt"), "red dog sky big zebra\n", TestContext.Current.CancellationToken);
        var named = await RunAsync([.. predict, "--attributes", _folder.In("attributes.txt")]);
        var seen = await RunAsync([.. predict, "--images", _folder.In("pictures"), "--attribute-model", "attributes/1"]);
        var detected = await RunAsync([.. predict, "--images", _folder.In("pictures")]);
        Assert.Equal(named.Output, seen.Output);
        Assert.NotEqual(detected.Output, seen.Output);

        double Figure(string row, string metric) => rows.GetProperty(row).GetProperty(metric).GetDouble();
    }

    [Theory]
    [InlineData("--captions captions.json", "Give --captions FILE with --images DIR")]
    [InlineData("--captions captions.json --images .", "None of the 40 pictures")]
    [InlineData("--captions quick.json --images pictures", "quick.json does not hold captions")]
    [InlineData("--captions lost.json --images pictures", "caption 'a dog' of image 7")]
    [InlineData("--captions twice.json --images pictures", "twice.json has image 7 twice")]
    [InlineData("--data nowhere", "nowhere")]
    public async Task Should_say_what_is_wrong_with_the_captions(string arguments, string what)
    {
        await File.WriteAllTextAsync(_folder.In("lost.json"), """{"images": [], "annotations": [{"image_id": 7, "caption": "a dog"}]}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.In("twice.json"), """{"images": [{"id": 7, "file_name": "a"}, {"id": 7, "file_name": "b"}], "annotations": []}""", TestContext.Current.CancellationToken);
        string[] given =
            [.. arguments.Split(' ').Select(argument => argument.StartsWith("--",
                StringComparison.Ordinal) ? argument : _folder.In(argument))];
        string[] data = arguments.Contains("--data", StringComparison.Ordinal) ? [] : ["--data", _folder.In("features")];
        var run = await RunAsync(
            ["train", "attributes", .. given, .. data, "--models", _detector.Models, "--out", _folder.In("models"), "--checkpoints",
                _folder.In("run")]);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(what, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private Task<EngramCli.Run> RunAsync(string[] arguments) => EngramCli.RunAsync(_words.Environment, arguments);
}
