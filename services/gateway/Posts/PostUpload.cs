using System.Buffers;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Streams.Input;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Begins uploads.</summary>
internal sealed class PostUploads(BytesInHand inHand, PictureFiles files, Caller callers, IOptions<GatewayOptions> options)
{
    public PostUpload Begin(HttpContext context) => new(inHand, files, callers.Of(context), options.Value);
}

/// <summary>
/// A post on its way in, a body or a line of one. It is admitted before more than a little of it is read, its pictures go into
/// files as they come, and what it takes is given back with it.
/// </summary>
internal sealed class PostUpload(BytesInHand inHand, PictureFiles files, string caller, GatewayOptions options) : IDisposable
{
    // A post without pictures is no longer: it neither waits behind uploads nor is refused for them.
    private const int FreeBytes = 64 << 10;
    private const int PieceBytes = 64 << 10;

    private readonly PictureExtractor _extractor = new(files, options.MaxBareJsonBytes);
    private ByteShare? _share;
    private long _bytes;
    private Problem? _fault;

    public bool IsBlank => _fault is null && Ndjson.IsBlank(_extractor.Json);

    /// <summary>Reads a body of JSON.</summary>
    /// <exception cref="ProblemException">It is no post, too long, or there is no room for it now.</exception>
    public async Task<PostRequest> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await using var body = await OpenAsync(request, cancellationToken);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await body.ReadAsync(piece, cancellationToken) is var count and > 0)
                _extractor.Append(piece.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return ReadRequest();
    }

    /// <summary>Admits a body, at once where it says how long it is, and opens it.</summary>
    /// <exception cref="ProblemException">It is too long, or there is no room for it now.</exception>
    public async Task<Stream> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.LimitBody(options.MaxPostJsonBytes);
        if (request.ContentLength > options.MaxPostJsonBytes)
            throw TooLong("body");
        if (request.ContentLength is { } announced and > FreeBytes)
            _share = await inHand.TakeAsync(announced, cancellationToken);
        return new AdmittedBody(request.Body, this);
    }

    /// <summary>Takes a piece of a line. What is wrong with the line is told when it is read; the rest of it is passed over.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (_fault is not null)
            return;
        try
        {
            await CountAsync(piece.Length, cancellationToken);
            if (_bytes > options.MaxPostJsonBytes)
                throw TooLong("line");
            _extractor.Append(piece.Span);
        }
        catch (ProblemException e)
        {
            _fault = e.Problem;
            Dispose();
        }
    }

    /// <exception cref="ProblemException">The line is no post, too long, or there was no room for it.</exception>
    public IncomingPost ReadLine() => Check(_fault is null ? ReadRequest() : throw new ProblemException(_fault));

    /// <exception cref="ProblemException">A part is missing, too long or no valid text.</exception>
    public IncomingPost Check(PostRequest request) => IncomingPost.Check(request, options, _extractor.Pictures) with { Caller = caller };

    /// <summary>Begins a picture that comes as it is.</summary>
    public PictureWriter BeginPicture() => files.Create();

    /// <summary>Keeps it.</summary>
    /// <returns>The request of it: its digest in place of its bytes, as in JSON.</returns>
    public PictureRequest Keep(PictureWriter writer)
    {
        var picture = writer.Complete();
        _extractor.Add(picture);
        return new PictureRequest { Base64 = picture.Length > 0 ? picture.Digest.ToArray() : [] };
    }

    public void Dispose()
    {
        _extractor.Dispose();
        _share?.Dispose();
    }

    private PostRequest ReadRequest()
    {
        _share?.ShrinkTo(_extractor.Pictures.Sum(picture => picture.Length));
        return ApiJson.Read<PostRequest>(Ndjson.WithoutByteOrderMark(_extractor.Json));
    }

    private async ValueTask CountAsync(int bytes, CancellationToken cancellationToken)
    {
        _bytes += bytes;
        // Of a body that does not say how long it is, the longest is admitted.
        if (_bytes > FreeBytes)
            _share ??= await inHand.TakeAsync(options.MaxPostJsonBytes, cancellationToken);
    }

    private ProblemException TooLong(string what) =>
        new(Problems.TooLarge($"The {what} is longer than {options.MaxPostJsonBytes} bytes."));

    private sealed class AdmittedBody(Stream body, PostUpload upload) : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            await upload.CountAsync(read, cancellationToken);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
