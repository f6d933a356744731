using Engram.Contracts.Images;
using Engram.ServiceTestKit;
using MassTransit;

namespace Engram.Ocr.Tests;

/// <summary>The OCR service. Records the messages it publishes.</summary>
internal sealed class OcrHost : ServiceHost
{
    private OcrHost(string database, IEnumerable<(string, string)> settings)
        : base(database, [("Ocr:ConcurrentPictures", "1"), .. settings], builder => builder.AddOcr(), bus =>
        {
            bus.AddOcrConsumers();
            bus.Hear<ImageTextRecognized>();
            bus.Hear<ImageRejected>();
            bus.Hear<Fault<ImageReceived>>();
        })
    {
    }

    public static Task<OcrHost> StartAsync(string database, params (string Name, string Value)[] settings) =>
        StartAsync(() => new OcrHost(database, settings));

    public Task AnnounceAsync(Guid postId, string sha256) => PublishAsync(ImageReceived(postId, sha256));

    /// <summary>Sends the message to one queue only.</summary>
    public async Task SendAsync(string queue, Guid postId, string sha256)
    {
        var endpoint = await Of<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(ImageReceived(postId, sha256), Cancellation);
    }

    /// <summary>Announces a picture and returns whether the service consumed the message without a fault.</summary>
    public async Task<bool> AnnounceAndSettleAsync(Guid postId, string sha256)
    {
        var settled = new Settled();
        using var connected = Of<IBus>().ConnectReceiveObserver(settled);
        await AnnounceAsync(postId, sha256);
        return await settled.WithoutFault.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    private static ImageReceived ImageReceived(Guid postId, string sha256) =>
        new() { PostId = postId, PictureSha256 = sha256, PictureBytes = 1, ReceivedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Observes whether the next ImageReceived ends with a fault.</summary>
    private sealed class Settled : IReceiveObserver
    {
        private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> WithoutFault => _end.Task;

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => End<T>(withoutFault: true);

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => End<T>(withoutFault: false);

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

        private Task End<T>(bool withoutFault)
        {
            if (typeof(T) == typeof(ImageReceived))
                _end.TrySetResult(withoutFault);
            return Task.CompletedTask;
        }
    }
}
