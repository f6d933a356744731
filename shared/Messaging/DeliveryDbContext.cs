using System.Diagnostics;
using System.Text.Json;
using Engram.Messaging.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Engram.Messaging;

/// <summary>A context that names the PostgreSQL schema it owns.</summary>
public interface ISchemaOwner
{
    static abstract string Schema { get; }
}

/// <summary>A service's own tables plus its outbox and inbox. A message added by <see cref="Enqueue"/> is published if, and only if, the
/// transaction that saves it commits.</summary>
public abstract class DeliveryDbContext(DbContextOptions options, string schema) : DbContext(options)
{
    internal DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    /// <summary>Adds a message to the outbox. It is published after the next SaveChanges commits.</summary>
    public void Enqueue<TMessage>(TMessage message)
        where TMessage : class =>
        Outbox.Add(new OutboxMessage
        {
            MessageId = NewId.NextSequentialGuid(),
            Type = ContractJson.NameOf(typeof(TMessage)),
            Body = JsonSerializer.Serialize(message, ContractJson.Options),
            TraceParent = Activity.Current?.Id,
        });

    /// <summary>Saves the changes and the enqueued messages, all or nothing.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var enqueued = ChangeTracker.Entries<OutboxMessage>().Where(entry => entry.State == EntityState.Added).ToList();
        if (enqueued.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        foreach (var entry in enqueued)
            entry.State = EntityState.Detached;
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await InsertAsync([.. enqueued.Select(entry => entry.Entity)], cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        return saved + enqueued.Count;
    }

    // One statement for all, where the context would send one for each.
    private Task InsertAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
#pragma warning disable EF1002 // the schema is a constant of the service, and SQL parameters can't replace table names
        return Database.ExecuteSqlRawAsync(
            $$"""
            insert into {{schema}}.outbox (message_id, type, body, trace_parent)
            select message_id, type, body, trace_parent
            from unnest({0}, {1}, {2}, {3}) as enqueued (message_id, type, body, trace_parent)
            """,
            [
                messages.Select(message => message.MessageId).ToArray(), messages.Select(message => message.Type).ToArray(),
                messages.Select(message => message.Body).ToArray(), messages.Select(message => message.TraceParent).ToArray(),
            ],
            cancellationToken);
#pragma warning restore EF1002
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(schema);
        modelBuilder.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("outbox");
            outbox.Property(m => m.Id).HasColumnName("id");
            outbox.Property(m => m.MessageId).HasColumnName("message_id");
            outbox.Property(m => m.Type).HasColumnName("type");
            outbox.Property(m => m.Body).HasColumnName("body");
            outbox.Property(m => m.TraceParent).HasColumnName("trace_parent");
        });
    }
}
