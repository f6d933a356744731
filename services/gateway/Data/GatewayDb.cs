using System.Text.RegularExpressions;
using Engram.Delivery;
using Engram.Gateway.Posts;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Data;

/// <summary>The gateway's tables, with its outbox and inbox.</summary>
public sealed partial class GatewayDb(DbContextOptions<GatewayDb> options) : DeliveryDbContext(options, Schema), IOutbox, ISchemaOwner
{
    public static string Schema => "gateway";

    public DbSet<Post> Posts => Set<Post>();

    /// <summary>Reads a post and holds its row until the transaction ends; null when it was deleted.</summary>
    public async Task<Post?> LockPostAsync(Guid id, CancellationToken cancellationToken) =>
        (await Posts.FromSql($"select * from gateway.posts where id = {id} for update").ToListAsync(cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Post>(post =>
        {
            post.ToTable("posts");
            post.Property(p => p.Position).UseIdentityAlwaysColumn();
            post.Property(p => p.State).IsWord();
            post.Property(p => p.PictureFault).IsJson();
            post.Property(p => p.Ocr).IsJson();
            post.Property(p => p.OcrFault).IsJson();
            post.Property(p => p.Features).IsJson();
            post.Property(p => p.FeaturesFault).IsJson();
            post.Property(p => p.Keyphrases).IsJson();
            post.Property(p => p.Failure).IsJson();
        });

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(WordStart().Replace(property.Name, "_$0").TrimStart('_').ToLowerInvariant());
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
