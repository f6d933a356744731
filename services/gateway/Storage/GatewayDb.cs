using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.ApiContracts.Trainings;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Memories;
using Engram.Gateway.Models;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Recommendations;
using Engram.Gateway.Sequences;
using Engram.Gateway.Sources;
using Engram.Gateway.Trainings;
using Engram.Gateway.Webhooks;
using Engram.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Storage;

/// <summary>The gateway's tables, with its outbox and inbox.</summary>
public sealed partial class GatewayDb(DbContextOptions<GatewayDb> options) : DeliveryDbContext(options, Schema), IOutbox, ISchemaOwner
{
    public static string Schema => "gateway";

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<PastResult> PostHistory => Set<PastResult>();

    public DbSet<PostTombstone> PostTombstones => Set<PostTombstone>();

    public DbSet<AuthorTombstone> AuthorTombstones => Set<AuthorTombstone>();

    public DbSet<Question> Questions => Set<Question>();

    public DbSet<MemorySet> MemorySets => Set<MemorySet>();

    public DbSet<ImportChunk> ImportChunks => Set<ImportChunk>();

    public DbSet<SequenceSet> SequenceSets => Set<SequenceSet>();

    public DbSet<Recommendation> Recommendations => Set<Recommendation>();

    public DbSet<ServedModel> Models => Set<ServedModel>();

    public DbSet<Source> Sources => Set<Source>();

    public DbSet<Training> Trainings => Set<Training>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    /// <summary>Locks a name until the transaction ends, exclusively or shared.</summary>
    public Task HoldNameAsync(string name, bool isShared, CancellationToken cancellationToken) =>
        HoldNamesAsync(new SortedDictionary<string, bool>(StringComparer.Ordinal) { [name] = isShared }, cancellationToken);

    /// <summary>Locks names until the transaction ends, in one fixed order, so that no two transactions wait for each other.</summary>
    /// <param name="names">The names, each with whether its lock is shared, in ordinal order.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task HoldNamesAsync(SortedDictionary<string, bool> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? Task.CompletedTask : Database.ExecuteSqlAsync(
            $"""
            select case when is_shared then pg_advisory_xact_lock_shared(hash) else pg_advisory_xact_lock(hash) end
            from (select hashtextextended(name, 0) as hash, is_shared
                  from unnest({names.Keys.ToArray()}, {names.Values.ToArray()}) with ordinality as names (name, is_shared, place)
                  order by place) as ordered
            """,
            cancellationToken);
    }

    /// <summary>Reads a post and locks its row until the transaction ends; null if it was deleted.</summary>
    public async Task<Post?> LockPostAsync(Guid id, CancellationToken cancellationToken) =>
        (await Posts.FromSql($"select * from gateway.posts where id = {id} for update").ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>Reads posts and locks their rows until the transaction ends, in one fixed order. Deleted ones are missing.</summary>
    public Task<Dictionary<Guid, Post>> LockPostsAsync(Guid[] ids, CancellationToken cancellationToken) =>
        Posts.FromSql($"select * from gateway.posts where id = any({ids}) order by position for update")
            .ToDictionaryAsync(post => post.Id, cancellationToken);

    /// <summary>Takes the next number in the common order of posts and edits.</summary>
    public Task<long> NextEditionAsync(CancellationToken cancellationToken) =>
        Database.SqlQuery<long>($"select nextval(pg_get_serial_sequence('gateway.posts', 'position')) as \"Value\"")
            .SingleAsync(cancellationToken);

    /// <summary>Reads questions and locks their rows until the transaction ends, in one fixed order. Deleted ones are missing.</summary>
    public Task<Dictionary<Guid, Question>> LockQuestionsAsync(Guid[] ids, CancellationToken cancellationToken) =>
        Questions.FromSql($"select * from gateway.questions where id = any({ids}) order by id for update")
            .ToDictionaryAsync(question => question.Id, cancellationToken);

    /// <summary>Reads recommendations and locks their rows until the transaction ends, in one fixed order. Deleted ones are
    /// missing.</summary>
    public Task<Dictionary<Guid, Recommendation>> LockRecommendationsAsync(Guid[] ids, CancellationToken cancellationToken) =>
        Recommendations.FromSql($"select * from gateway.recommendations where id = any({ids}) order by id for update")
            .ToDictionaryAsync(recommendation => recommendation.Id, cancellationToken);

    /// <summary>Reads a sequence set and locks its row until the transaction ends; null if there is none.</summary>
    public async Task<SequenceSet?> LockSequenceSetAsync(Guid id, CancellationToken cancellationToken) =>
        (await SequenceSets.FromSql($"select * from gateway.sequence_sets where id = {id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();

    /// <summary>Reads a sequence set by its name and locks its row until the transaction ends; null if there is none.</summary>
    public async Task<SequenceSet?> LockSequenceSetAsync(string name, CancellationToken cancellationToken) =>
        (await SequenceSets.FromSql($"select * from gateway.sequence_sets where name = {name} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();

    /// <summary>Reads a training and locks its row until the transaction ends; null if there is none.</summary>
    public async Task<Training?> LockTrainingAsync(Guid id, CancellationToken cancellationToken) =>
        (await Trainings.FromSql($"select * from gateway.trainings where id = {id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();

    /// <summary>Reads a webhook and locks its row until the transaction ends; null if there is none.</summary>
    public async Task<Webhook?> LockWebhookAsync(Guid id, CancellationToken cancellationToken) =>
        (await Webhooks.FromSql($"select * from gateway.webhooks where id = {id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();

    /// <summary>Reads a memory set and locks its row until the transaction ends; null if there is none.</summary>
    public async Task<MemorySet?> LockMemorySetAsync(Guid id, CancellationToken cancellationToken) =>
        (await MemorySets.FromSql($"select * from gateway.memory_sets where id = {id} for update").ToListAsync(cancellationToken))
            .SingleOrDefault();

    /// <summary>Protects a memory set from deletion until the transaction ends.</summary>
    /// <returns>False if the set is already deleted.</returns>
    public async Task<bool> KeepMemorySetAsync(Guid id, CancellationToken cancellationToken) =>
        (await Database.SqlQuery<Guid>(
            $"""select id as "Value" from gateway.memory_sets where id = {id} and deleted_at is null for share""")
            .ToListAsync(cancellationToken)).Count == 1;

    /// <summary>Whether a message in the outbox is overdue by more than
    /// <paramref name="longest"/>: the broker accepts none, or too few.</summary>
    public Task<bool> IsOutboxHeldUpAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        Database.SqlQuery<bool>($"select exists (select from gateway.outbox where due_at < now() - {longest}) as \"Value\"")
            .SingleAsync(cancellationToken);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Post>(post =>
        {
            post.ToTable("posts");
            post.Property(p => p.Position).UseIdentityAlwaysColumn();
            post.Property(p => p.State).IsWord();
            post.Property<IReadOnlyList<PostImage>?>(nameof(Post.Images)).IsJson();
            post.Property(p => p.Keyphrases).IsJson();
            post.Property(p => p.Attention).IsJson();
            post.Property(p => p.Neighbours).IsJson();
            post.Property(p => p.Failure).IsJson();
            post.Ignore(p => p.Original);
        });
        modelBuilder.Entity<PastResult>(past =>
        {
            past.ToTable("post_history");
            past.HasKey(p => new { p.PostId, p.Edition });
            past.Property(p => p.State).IsWord();
            past.Property(p => p.Keyphrases).IsJson();
            past.Property(p => p.Failure).IsJson();
        });
        modelBuilder.Entity<PostTombstone>().ToTable("post_tombstones");
        modelBuilder.Entity<AuthorTombstone>(author =>
        {
            author.ToTable("author_tombstones");
            author.HasKey(a => new { a.Source, a.AuthorId });
        });
        modelBuilder.Entity<Question>(question =>
        {
            question.ToTable("questions");
            question.Property(q => q.State).IsWord();
            question.Property(q => q.Story).IsJson();
            question.Property(q => q.HopLimits).IsJson();
            question.Property(q => q.Answers).IsJson();
            question.Property(q => q.Hops).IsJson();
            question.Property(q => q.Conflict).IsJson();
            question.Property(q => q.UnexplainedWords).IsJson();
            question.Property(q => q.ReadAs).IsJson();
            question.Property(q => q.Fault).IsJson();
        });
        modelBuilder.Entity<MemorySet>(set =>
        {
            set.ToTable("memory_sets");
            set.Property(s => s.Hashing).IsWord();
            set.Ignore(s => s.Definition);
            set.Ignore(s => s.Options);
        });
        modelBuilder.Entity<ImportChunk>(chunk =>
        {
            chunk.ToTable("import_chunks");
            chunk.HasKey(c => new { c.ImportId, c.Chunk });
            chunk.Property(c => c.Format).IsWord();
            chunk.Property(c => c.Change).IsWord();
            chunk.Property(c => c.Fault).IsJson();
        });
        modelBuilder.Entity<SequenceSet>().ToTable("sequence_sets");
        modelBuilder.Entity<Recommendation>(recommendation =>
        {
            recommendation.ToTable("recommendations");
            recommendation.Property(r => r.State).IsWord();
            recommendation.Property(r => r.OwnItems).IsJson();
            recommendation.Property(r => r.Items).IsJson();
            recommendation.Property(r => r.Relations).IsJson();
            recommendation.Property(r => r.UnknownItems).IsJson();
            recommendation.Property(r => r.Fault).IsJson();
            recommendation.Ignore(r => r.HistoryOf);
        });
        modelBuilder.Entity<ServedModel>(model =>
        {
            model.ToTable("models");
            model.HasKey(m => new { m.Name, m.Instance });
            model.Property<IReadOnlyDictionary<string, double>?>(nameof(ServedModel.Metrics)).IsJson();
            model.Property(m => m.HopLimits).IsJson();
        });
        modelBuilder.Entity<Source>(source =>
        {
            source.ToTable("sources");
            source.HasKey(s => s.Name);
            source.Property<SourceDefinition?>(nameof(Source.Definition)).IsJson();
            source.Property<IReadOnlyList<SourceGap>?>(nameof(Source.Gaps)).IsJson();
            source.Property(s => s.State).IsWord();
        });
        modelBuilder.Entity<Training>(training =>
        {
            training.ToTable("trainings");
            training.Property(t => t.Position).UseIdentityAlwaysColumn();
            training.Property(t => t.State).IsWord();
            training.Property(t => t.Files).IsJson();
            training.Property(t => t.Progress).IsJson();
            training.Property(t => t.Metrics).IsJson();
            training.Property(t => t.Objections).IsJson();
        });
        modelBuilder.Entity<Webhook>(webhook =>
        {
            webhook.ToTable("webhooks");
            webhook.Property(w => w.Position).UseIdentityAlwaysColumn();
        });
        modelBuilder.Entity<WebhookDelivery>(delivery =>
        {
            delivery.ToTable("webhook_deliveries");
            delivery.Property(d => d.Position).UseIdentityAlwaysColumn();
            delivery.Property(d => d.State).IsWord();
            delivery.Ignore(d => d.IsExhausted);
        });
        modelBuilder.Entity<IdempotencyKey>(key =>
        {
            key.ToTable("idempotency_keys");
            key.HasKey(k => new { k.Path, k.Key });
        });

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(WordStart().Replace(property.Name, "_$0").TrimStart('_').ToLowerInvariant());
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
