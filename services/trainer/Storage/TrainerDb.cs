using Engram.Messaging;
using Engram.Messaging.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Engram.Trainer.Storage;

/// <summary>Schema <c>models</c>: the runs. Single SQL statements change their rows, see <see cref="Trainer.Jobs.RunQueue"/>.</summary>
public sealed class TrainerDb(DbContextOptions<TrainerDb> options) : DeliveryDbContext(options, Schema), ISchemaOwner
{
    public static string Schema => "models";
}

/// <summary>The inbox of this service.</summary>
public sealed class TrainerInbox<TMessage>(TrainerDb db) : InboxFilter<TMessage>(db, TrainerDb.Schema)
    where TMessage : class;
