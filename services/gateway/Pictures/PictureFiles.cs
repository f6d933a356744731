using System.Buffers;
using System.Security.Cryptography;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Pictures;

/// <summary>Creates the files that hold pictures until they are stored. The files have no name, so they
/// vanish with the gateway however it ends.</summary>
public sealed class PictureFiles(IOptions<GatewayOptions> options, ILogger<PictureFiles> logger)
{
    private static readonly FileStreamOptions Opening = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        // Writes come in large pieces, so a buffer gains nothing.
        BufferSize = 0,
    };

    /// <exception cref="ProblemException">The file cannot be created.</exception>
    public PictureWriter Create()
    {
        var path = Path.Combine(options.Value.UploadFolder, $"engram-picture-{Guid.NewGuid():N}");
        try
        {
            var file = new FileStream(path, Opening);
            File.Delete(path);
            return new PictureWriter(file, this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    internal ProblemException Failed(Exception cause)
    {
        Log.PictureNotKept(logger, cause);
        return new ProblemException(Problems.UploadsFailing());
    }
}

/// <summary>Writes a picture into a file and hashes it on the way.</summary>
public sealed class PictureWriter : IDisposable
{
    private const int PieceBytes = 64 << 10;

    private readonly FileStream _file;
    private readonly PictureFiles _files;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isComplete;

    internal PictureWriter(FileStream file, PictureFiles files) => (_file, _files) = (file, files);

    public long Length { get; private set; }

    /// <exception cref="ProblemException">The file cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> piece)
    {
        _sha256.AppendData(piece);
        try
        {
            _file.Write(piece);
        }
        catch (IOException e)
        {
            throw _files.Failed(e);
        }

        Length += piece.Length;
    }

    /// <summary>Copies a stream to its end.</summary>
    /// <returns>False if the stream has more than <paramref name="maxBytes"/>; the rest of it is not read.</returns>
    /// <exception cref="ProblemException">The file cannot be written.</exception>
    public async Task<bool> TryCopyAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await source.ReadAsync(piece, cancellationToken) is var count and > 0)
            {
                if (Length + count > maxBytes)
                    return false;
                Write(piece.AsSpan(0, count));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Ends the writing. From here on, the picture owns the file.</summary>
    /// <param name="share">Disposed together with the picture.</param>
    public PictureContent Complete(IDisposable? share = null)
    {
        _isComplete = true;
        return new PictureContent(_file, _sha256.GetHashAndReset(), share);
    }

    public void Dispose()
    {
        _sha256.Dispose();
        if (!_isComplete)
            _file.Dispose();
    }
}
