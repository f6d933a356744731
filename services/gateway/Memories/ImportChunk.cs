using Engram.ApiContracts;
using Engram.Contracts.Memories;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Memories;

/// <summary>What an import does to its set.</summary>
public enum ImportChange
{
    /// <summary>Adds the lines to what the set holds.</summary>
    Add,

    /// <summary>Replaces what the set holds for each subject and relation, or title, that the lines name.</summary>
    Replace,

    /// <summary>Removes what the lines name.</summary>
    Withdraw,
}

/// <summary>A chunk of an import and its state: sent -> stored or failed.</summary>
public sealed class ImportChunk
{
    private ImportChunk(Guid importId, int chunk, Guid setId, MemoryFormat format, ImportChange change, string chunkSha256, int lines)
    {
        ImportId = importId;
        Chunk = chunk;
        SetId = setId;
        Format = format;
        Change = change;
        ChunkSha256 = chunkSha256;
        Lines = lines;
    }

    public Guid ImportId { get; private set; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public int Chunk { get; private set; }

    public Guid SetId { get; private set; }

    public MemoryFormat Format { get; private set; }

    public ImportChange Change { get; private set; }

    /// <summary>Address of the chunk's lines in the blob store; they may be deleted once the chunk is stored or failed.</summary>
    public string ChunkSha256 { get; private set; }

    public int Lines { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StoredAt { get; private set; }

    /// <summary>Number of memories that the chunk added.</summary>
    public int? Added { get; private set; }

    /// <summary>Number of memories that the chunk removed.</summary>
    public int? Removed { get; private set; }

    /// <summary>When to resend the chunk unless an answer arrives; null once it is stored or failed.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    public Fault? Fault { get; private set; }

    public static ImportChunk Send(Guid importId, int chunk, ImportTarget target, string sha256, int lines, StepContext stepContext)
    {
        var sent = new ImportChunk(
            importId, chunk, target.Set.Id, target.Format, target.Change, sha256, lines) { CreatedAt = stepContext.Now };
        sent.Resume(target.Set, stepContext);
        return sent;
    }

    /// <summary>Resends the chunk, or fails it after the last retry. Call this when the chunk is due.</summary>
    public void IsDue(MemorySet set, StepContext stepContext)
    {
        if (Redrives == stepContext.Options.MaxRedrives)
        {
            Fault = new Fault("not-stored", $"The memory did not store it, though it was sent {Redrives + 1} times. Import these lines "
                + "again once the service is well.");
            DueAt = null;
            return;
        }

        Redrives++;
        Resume(set, stepContext);
    }

    /// <summary>Resends the message whose answer the chunk waits for.</summary>
    public void Resume(MemorySet set, StepContext stepContext)
    {
        DueAt = stepContext.RedriveAt(Redrives);
        if (Change == ImportChange.Withdraw)
        {
            stepContext.Outbox.Enqueue(new WithdrawMemories
            {
                Set = set.Definition,
                ImportId = ImportId,
                Chunk = Chunk,
                Format = Format,
                ChunkSha256 = ChunkSha256,
                Lines = Lines,
            });
            return;
        }

        stepContext.Outbox.Enqueue(new StoreMemories
        {
            Set = set.Definition,
            ImportId = ImportId,
            Chunk = Chunk,
            Format = Format,
            ChunkSha256 = ChunkSha256,
            Lines = Lines,
            Replaces = Change == ImportChange.Replace,
        });
    }
}
