using Engram.Contracts.Images;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Attributes;

namespace Engram.VisionFeatures.Tests;

/// <summary>Attribute words from a trained attribute package instead of the detector.</summary>
public sealed class When_attributes_are_predicted : IDisposable
{
    private const string Backbone = "ssd-mobilenet-v2/1";

    private readonly PostgresFixture _postgres;
    private readonly Detector _detector;
    private readonly TemporaryFolder _models = new();

    public When_attributes_are_predicted(PostgresFixture postgres, Detector detector)
    {
        (_postgres, _detector) = (postgres, detector);
        Directory.CreateSymbolicLink(_models.In("ssd-mobilenet-v2"), Path.Combine(detector.Folder, "ssd-mobilenet-v2"));
    }

    private static byte[] Sample => File.ReadAllBytes(Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg"));

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Should_name_its_words_and_say_who_named_them_but_keep_the_features_as_they_are()
    {
        var model = new TinyAttributeModel();
        model.AddTo(_models.Path);
        var database = await _postgres.CreateDatabaseAsync();
        string sha256;
        await using (var plain = await VisionHost.StartAsync(database, _models.Path))
        {
            sha256 = await plain.Blobs.PutAsync(Sample, TestContext.Current.CancellationToken);
            var seen = await AskAsync(plain, sha256);
            Assert.Equal(Backbone, seen.AttributeModel);
            Assert.Contains("boat", seen.Attributes);
        }

        // A picture read without the attribute package is read again with it.
        await using var host = await VisionHost.StartAsync(database, _models.Path, ("VisionFeatures:AttributeModel", "attributes/1"));
        var answer = await AskAsync(host, sha256);
        Assert.Equal(model.Name(_detector.Model.Read(Sample).Grid), answer.Attributes);
        Assert.Equal("attributes/1", answer.AttributeModel);
        Assert.Equal(Backbone, answer.Grid.Model);
        Assert.Contains("boat", answer.Objects.Select(found => found.Label));
        Assert.NotNull(await host.Blobs.FindFeaturesAsync(sha256, Backbone, TestContext.Current.CancellationToken));
        Assert.Contains(
            "attributes/1", await host.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_when_the_package_does_not_fit()
    {
        new TinyAttributeModel { Backbone = "resnet-152/1" }.AddTo(_models.Path);
        new TinyAttributeModel { Version = "2", Channels = 16 }.AddTo(_models.Path);
        new TinyAttributeModel { Version = "3", Kind = ModelKinds.Keyphrases }.AddTo(_models.Path);

        await RefusesAsync("attributes/1", "trained on features of resnet-152/1, pictures are read by ssd-mobilenet-v2/1");
        await RefusesAsync("attributes/2", "1280");
        await RefusesAsync("attributes/3", "kind 'keyphrases'");
        await RefusesAsync("attributes/4", "no model attributes/4");
        await RefusesAsync("attributes/4", "engram-lab train attributes");
    }

    private async Task RefusesAsync(string model, string reason)
    {
        var database = await _postgres.CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<ModelPackageException>(
            () => VisionHost.StartAsync(database, _models.Path, ("VisionFeatures:AttributeModel", model)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static async Task<ImageFeaturesExtracted> AskAsync(VisionHost host, string sha256)
    {
        await host.AnnounceAsync(Guid.NewGuid(), sha256);
        return Assert.IsType<ImageFeaturesExtracted>(await host.Heard.NextAsync());
    }
}
