using Engram.Contracts.Memories;
using Engram.MemoryIndex.Search;
using Engram.MemoryIndex.Storage;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;
using Engram.Text.Documents;

namespace Engram.MemoryIndex.Import;

/// <summary>Adds tagged posts to memory sets and removes them, in the transaction of the inbox. A set records the newest revision of each
/// post, deleted posts included, so that a duplicate, late or reordered message changes nothing.</summary>
public sealed class PostMemories(
    MemoryDb db, MemoryWriter writer, MemorySets sets, KeyHashFactory hashes, MemoryIndexMetrics metrics, ILogger<PostMemories> logger)
{
    /// <summary>Stores a post in place of its earlier revision. A post without a searchable word or without a keyphrase gets no
    /// memory.</summary>
    public Task RememberAsync(RememberPost command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ChangeAsync(
            command.Set, command.PostId, known =>
                known is null || known.Revision < command.Revision, command.Revision, MemoryOf(command), cancellationToken);
    }

    /// <summary>Removes a post, unless a later revision of it is stored.</summary>
    public Task ForgetAsync(ForgetPost command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ChangeAsync(command.Set, command.PostId, known => known is null || known.Revision <= command.Revision, command.Revision,
            null, cancellationToken);
    }

    private async Task ChangeAsync(
        MemorySetDefinition set, string postId, Predicate<PostRecord?> isNews, long revision, Memory? memory,
        CancellationToken cancellationToken)
    {
        var head = await writer.LockAsync(set, cancellationToken);
        if (head.IsDeleted)
            return;
        var known = await writer.FindPostAsync(head.SetId, postId, cancellationToken);
        if (!isNews(known))
            return;

        var epoch = head.Epoch + 1;
        MemoryPlace? added = memory is { } wanted ? await AddAsync(head.SetId, epoch, wanted, cancellationToken) : null;
        // A later revision with the same words keeps the same memory.
        var left = known?.Memory is { } old && old != added ? old : (MemoryPlace?)null;
        if (left is { } place)
            await writer.RemoveAsync(head.SetId, epoch, place, cancellationToken);
        await writer.KeepPostAsync(head.SetId, postId, new PostRecord(revision, added), cancellationToken);
        if (left is null && added?.Epoch != epoch)
            return;
        await writer.FinishAsync(head.SetId, epoch, cancellationToken);
        await AnnounceAsync(head, epoch, added, memory, left, cancellationToken);
        Log.PostChanged(logger, head.SetId, postId, revision, added is not null, epoch);
    }

    private async Task<MemoryPlace> AddAsync(Guid setId, long epoch, Memory memory, CancellationToken cancellationToken)
    {
        // An import may have stored the same post already.
        var added = await writer.AddAsync(setId, epoch, change: null, [memory], cancellationToken);
        metrics.Stored(added.Count);
        return added is [var stored] ? new MemoryPlace(epoch, stored.Id)
            : (await writer.FindAsync(setId, memory, cancellationToken))!.Value;
    }

    /// <summary>Announces the size that the set will have after the commit. If this replica can't hash the set, another one announces it
    /// with the next change.</summary>
    private async Task AnnounceAsync(
        SetHead head, long epoch, MemoryPlace? added, Memory? memory, MemoryPlace? left, CancellationToken cancellationToken)
    {
        KeyHashIndex index;
        try
        {
            // Under the lock nothing newer can be committed: the post applies to this state of the set.
            index = await sets.FindNewestAsync(head.SetId, cancellationToken) ?? KeyHashIndex.Empty(hashes.Of(head.Set));
        }
        catch (HashingException e)
        {
            Log.SetNotServed(logger, head.SetId, e.Message);
            return;
        }

        if (added is { } place && place.Epoch == epoch && memory is { } stored)
            index = index.With([new StoredMemory(place.Id, stored.Key, stored.Value, stored.Source)], epoch);
        if (left is { } gone)
            index = index.Without([gone.Id], epoch);
        db.Enqueue(new MemorySetChanged { SetId = head.SetId, Statistics = index.Statistics });
    }

    private static Memory? MemoryOf(RememberPost post)
    {
        var phrases = post.Keyphrases.Select(PlainText.Of).Where(phrase => phrase.Length > 0 && !phrase.Contains(TaggedPost.Separator))
            .ToList();
        var tagged = new TaggedPost
        {
            Id = post.PostId,
            Text = post.Text,
            Ocr = post.OcrText,
            Attributes = [.. post.AltTexts, .. post.Attributes],
            Keyphrases = phrases,
        };
        var (_, key, value, source) = tagged.ToMemory(0);
        return phrases.Count == 0 || HashWords.Of(key).Count == 0
            ? null
            : new Memory(MemoryKind.Post, PlainText.Of(key), value) { Source = source };
    }
}
