using Engram.ApiContracts;
using Engram.Contracts.Memories;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Memories;

/// <summary>What an import does to its set.</summary>
public enum ImportChange
{
    /// <summary>Its lines come beside what the set holds.</summary>
    Add,

    /// <summary>What they say of a subject and relation, or of a title, takes the place of what the set holds of it.</summary>
    Replace,

    /// <summary>What they name leaves.</summary>
    Withdraw,
}

/// <summary>A chunk of an import on its way into the memory: sent -> stored or failed.</summary>
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

    /// <summary>Number within its import, from 0.</summary>
    public int Chunk { get; private set; }

    public Guid SetId { get; private set; }

    public MemoryFormat Format { get; private set; }

    public ImportChange Change { get; private set; }

    /// <summary>Address of its lines in the blob store; they may be swept once it is stored.</summary>
    public string ChunkSha256 { get; private set; }

    public int Lines { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StoredAt { get; private set; }

    /// <summary>Memories it added.</summary>
    public int? Added { get; private set; }

    /// <summary>Memories that left by it.</summary>
    public int? Removed { get; private set; }

    /// <summary>When to send it again unless it was heard of; null once it is stored or failed.</summary>
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

    /// <summary>Sends it again, or gives up. For a chunk that is due.</summary>
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

    /// <summary>Sends the message again that it waits on.</summary>
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
