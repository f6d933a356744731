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
