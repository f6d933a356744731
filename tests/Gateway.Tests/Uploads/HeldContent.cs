using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Engram.Gateway.Tests.Uploads;

/// <summary>A request body whose second half is sent when the test releases it.</summary>
internal sealed class HeldContent : HttpContent
{
    private const string Boundary = "held";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _body;
    private readonly bool _isAnnounced;

    private HeldContent(string mediaType, bool isAnnounced, byte[] body)
    {
        (_body, _isAnnounced) = (body, isAnnounced);
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
    }

    public int Length => _body.Length;

    public static HeldContent Form(byte[] picture) => new($"multipart/form-data; boundary={Boundary}", isAnnounced: true, [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n"),
        .. picture,
        .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n")]);

    /// <param name="picture">The picture.</param>
    /// <param name="isAnnounced">Whether the request has a Content-Length.</param>
    public static HeldContent Json(byte[] picture, bool isAnnounced) => new("application/json", isAnnounced, JsonOf(picture));

    public static HeldContent Line(byte[] picture) => new("application/x-ndjson", isAnnounced: false, JsonOf(picture));

    public void Release() => _release.TrySetResult();

    /// <summary>Breaks the connection instead of sending the second half.</summary>
    public void Break() => _release.TrySetException(new IOException("The body breaks off."));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_body.AsMemory(0, _body.Length / 2));
        await stream.FlushAsync();
        await _release.Task;
        await stream.WriteAsync(_body.AsMemory(_body.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return _isAnnounced;
    }

    private static byte[] JsonOf(byte[] picture) =>
        Encoding.ASCII.GetBytes($$$"""{"picture":{"base64":"{{{Convert.ToBase64String(picture)}}}"}}""");
}
