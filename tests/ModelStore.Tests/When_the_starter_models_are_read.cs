using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.TestKit;

namespace Engram.ModelStore.Tests;

/// <summary>The starter models of the repository.</summary>
public sealed class When_the_starter_models_are_read
{
    private const long LargestTogether = 40L << 20;

    private static readonly ModelRepository Models = new(Repository.PathOf("models"));

    // Skips ssd-mobilenet-v2 unless promoted: the setup creates it, the clone does not contain it.
    private static readonly InstalledModel[] Starters =
        [.. Models.List().Where(model => Models.CurrentVersion(model.Manifest.Name) is not null)];

    [Fact]
    public void Should_find_a_tagger_memory_networks_and_a_recommender() =>
        Assert.Equal(
            [ModelKinds.Keyphrases, ModelKinds.Ksr, ModelKinds.KeyValueMemory, ModelKinds.EndToEndMemory,
                ModelKinds.MemoryNetwork, ModelKinds.RelationMemory],
            Starters.Select(model => model.Manifest.Kind).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Should_be_whole_and_say_how_they_were_made() => Assert.All(Starters, model =>
    {
        model.VerifyFiles();
        Assert.Matches(@"\A\./engram(-lab)? train ", model.Manifest.Training.Command);
        Assert.NotEmpty(model.Manifest.Training.Data);
        Assert.NotEmpty(model.Manifest.Metrics);
    });

    [Fact]
    public void Should_be_small_enough_for_a_repository() =>
        Assert.InRange(Starters.SelectMany(model => Directory.EnumerateFiles(model.Directory)).Sum(path => new FileInfo(path).Length), 1,
            LargestTogether);

    [Fact]
    public void Should_tag_better_than_the_most_frequent_keyphrases()
    {
        var metrics = Models.Current("tagger").Manifest.Metrics;
        Assert.All(
            (string[])["openclipart", "cmkp"],
            source => Assert.All(
                (string[])["f1@1", "f1@3"],
                metric => Assert.True(
                    metrics[$"{source}.mixture.{metric}"] > metrics[$"{source}.most-frequent.{metric}"], $"{source} {metric}")));
    }

    [Fact]
    public void Should_encode_posts_as_the_tagger_was_trained()
    {
        var model = Models.Current("tagger");
        var encoder = PostEncoder.Of(model);

        Assert.Equal(KeyphraseInterface.InputsOf(attributes: true, encoder.Channels).Select(spec => spec.ToString()),
            model.Manifest.Inputs.Select(spec => spec.ToString()));
        var labels = model.Read<string[]>(KeyphraseInterface.LabelsFileName).Length;
        var step = model.Manifest.NetworkIn(KeyphraseInterface.DecoderFileName);
        var width = step.Outputs[0].Dims[^1].Size!.Value;
        Assert.Equal(KeyphraseInterface.OutputsOf(labels, width, regions: true).Select(spec => spec.ToString()),
            model.Manifest.Outputs.Select(spec => spec.ToString()));
        Assert.Equal(
            KeyphraseInterface.DecoderInputsOf(width).Select(spec => spec.ToString()), step.Inputs.Select(spec => spec.ToString()));
    }
}
