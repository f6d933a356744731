using System.Buffers;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Streams.Input;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Creates uploads.</summary>
internal sealed class PostUploads(BytesInHand inHand, PictureFiles files, IOptions<GatewayOptions> options)
{
    public PostUpload Begin(HttpContext context) => new(inHand, files, Caller.Of(context), options.Value);
}

/// <summary>A post while it is received, as a body or as one line of a body. It is admitted before more than 64 KiB are read, and its
/// pictures go into files as they arrive. Disposing it releases its share and its files.</summary>
internal sealed class PostUpload(BytesInHand inHand, PictureFiles files, string caller, GatewayOptions options) : IDisposable
{
    // A post up to this size takes no share, so it neither waits behind uploads nor is rejected because
    // of them. Posts without pictures are usually smaller.
    private const int FreeBytes = 64 << 10;
    private const int PieceBytes = 64 << 10;

    private readonly PictureExtractor _extractor = new(files, options.MaxBareJsonBytes);
    private ByteShare? _share;
    private long _bytes;
    private Problem? _fault;

    public bool IsBlank => _fault is null && Ndjson.IsBlank(_extractor.Json);

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ProblemException">The body is not a post, is too long, or there is no room for it now.</exception>
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

    /// <summary>Opens a body and admits it: at once if it declares its length, otherwise while it is read.</summary>
    /// <exception cref="ProblemException">The body is too long, or there is no room for it now.</exception>
    public async Task<Stream> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.LimitBody(options.MaxPostJsonBytes);
        if (request.ContentLength > options.MaxPostJsonBytes)
            throw TooLong("body");
        if (request.ContentLength is { } announced and > FreeBytes)
            _share = await inHand.TakeAsync(announced, cancellationToken);
        return new AdmittedBody(request.Body, this);
    }

    /// <summary>Appends a piece of a line. An error is reported when the line is read; the rest of the line is discarded.</summary>
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

    /// <exception cref="ProblemException">The line is not a post, is too long, or there was no room for it.</exception>
    public IncomingPost ReadLine() => Check(_fault is null ? ReadRequest() : throw new ProblemException(_fault));

    /// <exception cref="ProblemException">A part is missing, too long or not valid text.</exception>
    public IncomingPost Check(PostRequest request) => IncomingPost.Check(request, options, _extractor.Pictures) with { Caller = caller };

    /// <summary>Begins a picture that arrives as raw bytes.</summary>
    public PictureWriter BeginPicture() => files.Create();

    /// <summary>Completes a picture and keeps it.</summary>
    /// <returns>The picture's request, with its digest in place of its bytes, as in JSON.</returns>
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
        // A body without a declared length is admitted as the largest one allowed.
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
