using Engram.Messaging;
using Engram.Messaging.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Engram.MemoryIndex.Storage;

/// <summary>Schema <c>memory</c>: the authoritative state of every memory set. <see cref="MemoryWriter"/> writes its tables with COPY and
/// SQL.</summary>
public sealed class MemoryDb(DbContextOptions<MemoryDb> options) : DeliveryDbContext(options, Schema), ISchemaOwner
{
    public static string Schema => "memory";

    /// <summary>Notification channel: each commit that changes a set sends the set's id.</summary>
    internal const string ChangedChannel = "memory_set_changed";
}

/// <summary>The inbox of this service.</summary>
public sealed class MemoryInbox<TMessage>(MemoryDb db) : InboxFilter<TMessage>(db, MemoryDb.Schema)
    where TMessage : class;
