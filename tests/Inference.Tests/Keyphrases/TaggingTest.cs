using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Base of tests that send posts to the running service.</summary>
public abstract class TaggingTest(PostgresFixture postgres) : ServiceTest(postgres)
{
    protected async Task<KeyphrasesPredicted> TagAsync(PredictKeyphrases command)
    {
        await Host.PublishAsync(command);
        return await Host.Heard.FirstAsync<KeyphrasesPredicted>(answer => answer.CommandId == command.CommandId);
    }

    protected async Task<KeyphrasesRejected> RejectAsync(PredictKeyphrases command)
    {
        await Host.PublishAsync(command);
        return await Host.Heard.FirstAsync<KeyphrasesRejected>(answer => answer.CommandId == command.CommandId);
    }

    protected static PredictKeyphrases Post(string text) =>
        new() { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };

    /// <summary>Stores features of a new picture as vision-features does. All regions are equal.</summary>
    protected Task<FeatureGrid> StoreGridAsync(params float[] region) => StoreFeaturesAsync(GridOf(region), region.Length);

    /// <summary>float16 little-endian [49, channels]. All regions are equal.</summary>
    protected static byte[] GridOf(params float[] region) =>
        [.. Enumerable.Repeat(region, 49).SelectMany(channels => channels).SelectMany(value => BitConverter.GetBytes((Half)value))];

    protected async Task<FeatureGrid> StoreFeaturesAsync(byte[] features, int channels, string backbone = TinyClassifier.Backbone)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var sha256 = await Host.Blobs.PutAsync(Guid.NewGuid().ToByteArray(), cancellation);
        await Host.Blobs.KeepReadingAsync(sha256, backbone, new object(), features, cancellation);
        return new FeatureGrid { PictureSha256 = sha256, Model = backbone, Regions = 49, Channels = channels };
    }
}
