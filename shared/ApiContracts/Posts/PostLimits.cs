namespace Engram.ApiContracts.Posts;

/// <summary>What a post may hold, whoever sends it.</summary>
public static class PostLimits
{
    public const int MaxPictures = 4;
    public const int MaxAltTextCharacters = 2000;
    public const int MaxLanguages = 8;
    public const int MaxHashtags = 64;
    public const int MaxHashtagCharacters = 128;
}
