using System.Buffers;
using System.IO.Pipelines;
using Engram.Contracts.Memories;
using Engram.Delivery.Blobs;
using Engram.Gateway.Api;
using Engram.Gateway.Blobs;
using Engram.Gateway.Data;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>
/// Takes an upload of any length into a memory set: checks it line by line, and sends the good ones on in chunks as they fill, each with its
/// blob, its row and its message in one transaction. The memory of one chunk is all it takes.
/// </summary>
public sealed class MemoryImport(
    GatewayDb db, IBlobStore blobs, BlobGate gate, Moments moments, IOptions<ImportOptions> importOptions, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ImportOptions _import = importOptions.Value;
    private readonly Guid _importId = Guid.CreateVersion7(time.GetUtcNow());
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private readonly List<RejectedLine> _rejected = [];
    private int _chunks;
    private int _chunkLines;
    private long _accepted;
    private long _rejectedLines;

    /// <exception cref="ProblemException">The set is gone, or the upload fell silent.</exception>
    public async Task<ImportResult> ReadAsync(MemorySet set, MemoryFormat format, PipeReader body, CancellationToken cancellationToken)
    {
        var last = 0L;
        try
        {
            await foreach (var line in Ndjson.ReadLinesAsync(body, _import.MaxLineBytes, options.Value.StreamIdleTimeout, time, cancellationToken))
            {
                last = line.Number;
                await TakeAsync(set, format, line, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            _rejectedLines++;
            _rejected.Add(new RejectedLine(last + 1, Problems.StreamIdle(options.Value.StreamIdleTimeout).ToDetails()));
        }

        await SendChunkAsync(set, format, cancellationToken);
        return new ImportResult
        {
            ImportId = _importId,
            Memory = set.Name,
            Accepted = _accepted,
            RejectedLines = _rejectedLines,
            Rejected = _rejected,
            Progress = new ImportProgress { Chunks = _chunks, Stored = 0, Failed = 0, Added = 0 },
        };
    }

    private async Task TakeAsync(MemorySet set, MemoryFormat format, NdjsonLine line, CancellationToken cancellationToken)
    {
        byte[] checkedLine;
        try
        {
            checkedLine = MemoryLine.Check(
                format, line.Utf8 ?? throw new ProblemException(Problems.TooLarge($"The line is longer than {_import.MaxLineBytes} bytes.")));
        }
        catch (ProblemException e)
        {
            _rejectedLines++;
            if (_rejected.Count < _import.MaxRejectedLines)
                _rejected.Add(new RejectedLine(line.Number, e.Problem.ToDetails()));
            return;
        }

        if (_chunkLines == _import.MaxChunkLines || _chunk.WrittenCount + checkedLine.Length + 1 > _import.MaxChunkBytes)
            await SendChunkAsync(set, format, cancellationToken);
        _chunk.Write(checkedLine);
        _chunk.Write("\n"u8);
        _chunkLines++;
        _accepted++;
    }

    private async Task SendChunkAsync(MemorySet set, MemoryFormat format, CancellationToken cancellationToken)
    {
        if (_chunkLines == 0)
            return;
        var content = _chunk.WrittenMemory;
        using var pass = await gate.EnterAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.KeepMemorySetAsync(set.Id, cancellationToken))
            throw new ProblemException(Problems.MemorySetGone(set.Name));
        var sha256 = await db.PutBlobAsync(content, blobs, cancellationToken);
        db.ImportChunks.Add(ImportChunk.Send(_importId, _chunks, set, format, sha256, _chunkLines, moments.Now()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        db.ChangeTracker.Clear();
        _chunks++;
        _chunkLines = 0;
        _chunk.ResetWrittenCount();
    }
}
