using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Memories;

/// <summary>A memory set in the catalog: its name, its options and its last reported size. memory-index holds the contents.</summary>
public sealed class MemorySet
{
    private MemorySet(Guid id, string name, HashingStrategy hashing, int frequencyCutoff, int? bucketCap, int clusters, int windowWords)
    {
        Id = id;
        Name = name;
        Hashing = hashing;
        FrequencyCutoff = frequencyCutoff;
        BucketCap = bucketCap;
        Clusters = clusters;
        WindowWords = windowWords;
    }

    public Guid Id { get; private set; }

    public string Name { get; private set; }

    public HashingStrategy Hashing { get; private set; }

    public int FrequencyCutoff { get; private set; }

    public int? BucketCap { get; private set; }

    public int Clusters { get; private set; }

    public int WindowWords { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When deletion was requested; the row is removed once memory-index has deleted the contents.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>When to request the deletion again unless it is confirmed; null while the set is not deleted.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    public long Epoch { get; private set; }

    public long Memories { get; private set; }

    public long Words { get; private set; }

    public long HashedWords { get; private set; }

    public MemorySetOptions Options =>
        new() { Hashing = Hashing, FrequencyCutoff = FrequencyCutoff, BucketCap = BucketCap, Clusters = Clusters,
            WindowWords = WindowWords };

    public MemorySetDefinition Definition => new()
    {
        SetId = Id,
        Name = Name,
        Hashing = Hashing,
        FrequencyCutoff = FrequencyCutoff,
        BucketCap = BucketCap,
        Clusters = Clusters,
        WindowWords = WindowWords,
    };

    public static MemorySet Make(string name, MemorySetOptions options, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), name, options.Hashing ?? MemorySetOptions.DefaultHashing, options.FrequencyCutoff, options.BucketCap,
            options.Clusters, options.WindowWords) { CreatedAt = now };

    public void Delete(StepContext stepContext)
    {
        DeletedAt = stepContext.Now;
        Resume(stepContext);
    }

    /// <summary>Requests the deletion again. This never gives up.</summary>
    public void IsDue(StepContext stepContext)
    {
        Redrives = Math.Min(Redrives + 1, stepContext.Options.MaxRedrives);
        Resume(stepContext);
    }

    /// <summary>Resends the message whose answer the set waits for.</summary>
    public void Resume(StepContext stepContext)
    {
        DueAt = stepContext.RedriveAt(Redrives);
        stepContext.Outbox.Enqueue(new DeleteMemorySet { SetId = Id });
    }
}
