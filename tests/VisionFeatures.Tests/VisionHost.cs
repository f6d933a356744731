using Engram.Contracts.Images;
using Engram.ServiceTestKit;
using MassTransit;

namespace Engram.VisionFeatures.Tests;

/// <summary>The vision-features service with the models of a folder. Records the messages it publishes.</summary>
internal sealed class VisionHost : ServiceHost
{
    private VisionHost(string database, string models, IEnumerable<(string, string)> settings)
        : base(database, [("Models:Directory", models), .. settings], builder => builder.AddVisionFeatures(), bus =>
        {
            bus.AddVisionFeaturesConsumers();
            bus.Hear<ImageFeaturesExtracted>();
            bus.Hear<ImageRejected>();
            bus.Hear<Fault<ImageReceived>>();
        })
    {
    }

    public static Task<VisionHost> StartAsync(string database, string models, params (string Name, string Value)[] settings) =>
        StartAsync(() => new VisionHost(database, models, settings));

    public Task AnnounceAsync(Guid postId, string sha256) =>
        PublishAsync(
            new ImageReceived { PostId = postId, PictureSha256 = sha256, PictureBytes = 1, ReceivedAt = DateTimeOffset.UnixEpoch });
}
