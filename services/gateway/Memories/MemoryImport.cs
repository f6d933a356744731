using System.Buffers;
using System.IO.Pipelines;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>The target of an import, and what the import does there.</summary>
/// <param name="Set">The memory set.</param>
/// <param name="Format">Format of the lines.</param>
/// <param name="Change">What the lines do to the set.</param>
public sealed record ImportTarget(MemorySet Set, MemoryFormat Format, ImportChange Change);

/// <summary>Imports an upload of any length into a memory set. Checks it line by line and sends the good lines in chunks, each with its
/// blob, row and message in one transaction. Uses the memory of one chunk.</summary>
public sealed class MemoryImport(
    GatewayDb db, IBlobStore blobs, BlobWriteLimiter gate, StepContextFactory stepContexts, IOptions<ImportOptions> importOptions,
    IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ImportOptions _import = importOptions.Value;
    private readonly Guid _importId = Guid.CreateVersion7(time.GetUtcNow());
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private readonly List<RejectedLine> _rejected = [];
    private int _chunks;
    private int _chunkLines;
    private long _accepted;
    private long _rejectedLines;

    /// <exception cref="ProblemException">The set was deleted.</exception>
    public async Task<ImportResult> ReadAsync(ImportTarget target, PipeReader body, CancellationToken cancellationToken)
    {
        var last = 0L;
        try
        {
            await foreach (
                var line in Ndjson.ReadLinesAsync(body, _import.MaxLineBytes, options.Value.StreamIdleTimeout, time, cancellationToken))
            {
                last = line.Number;
                await TakeAsync(target, line, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            _rejectedLines++;
            _rejected.Add(new RejectedLine(last + 1, Problems.StreamIdle(options.Value.StreamIdleTimeout).ToDetails()));
        }

        return await EndAsync(target, cancellationToken);
    }

    /// <summary>Sends lines that are already checked.</summary>
    /// <exception cref="ProblemException">The set was deleted.</exception>
    public async Task<ImportResult> SendAsync(ImportTarget target, IEnumerable<byte[]> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
            await AppendAsync(target, line, cancellationToken);
        return await EndAsync(target, cancellationToken);
    }

    private async Task<ImportResult> EndAsync(ImportTarget target, CancellationToken cancellationToken)
    {
        await SendChunkAsync(target, cancellationToken);
        return new ImportResult
        {
            ImportId = _importId,
            Memory = target.Set.Name,
            Accepted = _accepted,
            RejectedLines = _rejectedLines,
            Rejected = _rejected,
            Progress = new ImportProgress { Chunks = _chunks, Stored = 0, Failed = 0, Added = 0, Removed = 0 },
        };
    }

    private async Task TakeAsync(ImportTarget target, NdjsonLine line, CancellationToken cancellationToken)
    {
        byte[] checkedLine;
        try
        {
            var utf8 = line.Utf8 ?? throw new ProblemException(Problems.TooLarge($"The line is longer than {_import.MaxLineBytes} bytes."));
            checkedLine = MemoryLine.Check(target.Format, utf8);
        }
        catch (ProblemException e)
        {
            _rejectedLines++;
            if (_rejected.Count < _import.MaxRejectedLines)
                _rejected.Add(new RejectedLine(line.Number, e.Problem.ToDetails()));
            return;
        }

        await AppendAsync(target, checkedLine, cancellationToken);
    }

    private async Task AppendAsync(ImportTarget target, byte[] line, CancellationToken cancellationToken)
    {
        if (_chunkLines == _import.MaxChunkLines || _chunk.WrittenCount + line.Length + 1 > _import.MaxChunkBytes)
            await SendChunkAsync(target, cancellationToken);
        _chunk.Write(line);
        _chunk.Write("\n"u8);
        _chunkLines++;
        _accepted++;
    }

    private async Task SendChunkAsync(ImportTarget target, CancellationToken cancellationToken)
    {
        if (_chunkLines == 0)
            return;
        var content = _chunk.WrittenMemory;
        using var pass = await gate.EnterAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.KeepMemorySetAsync(target.Set.Id, cancellationToken))
            throw new ProblemException(Problems.MemorySetGone(target.Set.Name));
        var sha256 = await db.PutBlobAsync(content, blobs, cancellationToken);
        db.ImportChunks.Add(ImportChunk.Send(_importId, _chunks, target, sha256, _chunkLines, stepContexts.Now()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        db.ChangeTracker.Clear();
        _chunks++;
        _chunkLines = 0;
        _chunk.ResetWrittenCount();
    }
}
