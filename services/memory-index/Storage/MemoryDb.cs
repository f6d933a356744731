using Engram.Messaging;
using Engram.Messaging.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Engram.MemoryIndex.Storage;

/// <summary>Schema <c>memory</c>: the truth about every memory set. Its own tables are written by COPY, see
/// <see cref="MemoryWriter"/>.</summary>
public sealed class MemoryDb(DbContextOptions<MemoryDb> options) : DeliveryDbContext(options, Schema), ISchemaOwner
{
    public static string Schema => "memory";

    /// <summary>Channel on which each commit that changed a set names it.</summary>
    internal const string ChangedChannel = "memory_set_changed";
}

/// <summary>The inbox of this service.</summary>
public sealed class MemoryInbox<TMessage>(MemoryDb db) : InboxFilter<TMessage>(db, MemoryDb.Schema)
    where TMessage : class;
